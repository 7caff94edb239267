"""The rules of the chat: functions over plain facts.

Nothing here may await, read the clock, draw at random or import a library. If you need one of
these, you are writing a ledger step, an action or an adapter.
"""
