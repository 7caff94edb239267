"""Which verbs change everything that is not a chat?

Every module by its topic; none is left out (tests/test_layers.py).

Signing in: sessions, sessions_ended, second_factor, enrolment, passwords, invites, viewers
Employees: staff, staff_cards, hiring, people, administrators, platform_staff, roles, departments,
    presence, preferences, languages
Organisations: orgs, org_settings, org_erasures, closing, time_zones, legal_entities, directory
Objects: objects, object_tree, reach, uses
Clients: clients, client_changes, client_views, phones, imports, erasures, overwriting,
    personal_data
Superapps and other systems: superapps, superapp_keys, api_keys, client_tokens, tokens_ended,
    exports, export_keys, leaked_keys
Chats over HTTP: chat_list, chat_log, chat_management, chat_settings, chat_exports, transcripts,
    routing, dry_runs, handing_out, subscriptions, canned_replies, message_index
Mini-apps: miniapps, launches, placement_rules, generations, signing_keys, widgets, widget_cards
Attached to messages: catalogue, catalogue_cards, link_targets, uploads, downloads, pictures
Telling people: noticing, notice_facts, telling, notices, overdue, looking, devices, push_key,
    mails, outbox, outbox_figures
The log of changes: audit, audit_log
For all of them: mistakes, stale, repeats, claims, each_org
The demo and the shell: demo_people, naming
"""
