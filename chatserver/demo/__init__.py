"""The demo organisation: a living quarter to look at, to test against and to measure with.

It is made by the same actions and ledger commands as real data, beside `main` where everything is
put together; nothing else may import it.
"""
