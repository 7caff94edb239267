"""Which verbs change everything that is not a chat?

There is a folder for each topic, and no verb lies beside them (tests/test_layers.py):

callers: who is at the door, what they may see, and how they read
sign_in: sessions, passwords, second factors
employees: people at work, their roles and departments
organisations: their settings, legal entities, and their end
places: the tree of objects, and tables of objects and clients
clients: people at home, and how they are forgotten
integrations: superapps and an organisation's own systems, with their keys
chats: lists and settings of them, who gets them, what is chatted with
miniapps: from the first build to an open screen, and widgets
webhooks: an organisation's endpoints, and what they are told
attachments: files, and links to what can be attached
notifying: notices, mails, pushes, and the outbox that they go through

For all of them: audit, audit_log, claims, cleaning, directory, each_org, happenings,
    mail_addresses, mistakes, naming, periods, repeats, stale, uses
"""
