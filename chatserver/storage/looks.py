"""Who has which chat on a screen, as the nodes tell it?"""

from chatserver.storage.statement import Statement, insert

BEGIN = insert("look", ("person", "chat", "node"), conflict="ON CONFLICT DO NOTHING")
END = Statement(
    sqlite="DELETE FROM look WHERE (person, chat, node) IN (VALUES {values})",
    postgres="""DELETE FROM look USING unnest($1::text[], $2::text[], $3::text[]) AS v(p, c, n)
        WHERE person = v.p AND chat = v.c AND node = v.n""",
    width=3,
)
LEASE = insert(
    "node", ("id", "until"), conflict="ON CONFLICT (id) DO UPDATE SET until = excluded.until"
)
# Of nodes that are believed still.
WHO = Statement(
    sqlite="""SELECT look.chat, look.person FROM look JOIN node ON node.id = look.node
        WHERE node.until >= ? AND look.chat IN (SELECT value FROM json_each(?))""",
    postgres="""SELECT look.chat, look.person FROM look JOIN node ON node.id = look.node
        WHERE node.until >= $1 AND look.chat = ANY($2::text[])""",
)
# What nodes have left behind that are long gone.
GONE_LOOKS = Statement(
    sqlite="DELETE FROM look WHERE node IN (SELECT id FROM node WHERE until < ?)",
    postgres="DELETE FROM look WHERE node IN (SELECT id FROM node WHERE until < $1)",
)
GONE_NODES = Statement(
    sqlite="DELETE FROM node WHERE until < ?", postgres="DELETE FROM node WHERE until < $1"
)
