"""How is a thing of the catalogue read together with whom it is for?"""

from chatserver.storage.statement import Statement

_WIDGET = """(SELECT widget.{column} FROM widget WHERE widget.org = catalogue.org
    AND widget.target = catalogue.screen AND widget.published
    ORDER BY widget.position, widget.id LIMIT 1)"""


def _columns(gather: str) -> str:
    objects = f"(SELECT {gather}(object, ',') FROM catalogue_object WHERE item = catalogue.id)"
    products = f"(SELECT {gather}(product, ',') FROM catalogue_product WHERE item = catalogue.id)"
    return f"""catalogue.id, catalogue.kind, catalogue.screen, catalogue.title, catalogue.text,
        catalogue.image, catalogue.published, catalogue.all_objects, catalogue.all_products,
        {objects}, {products},
        {_WIDGET.format(column="text")}, {_WIDGET.format(column="image")}"""


_LITE, _PG = _columns("group_concat"), _columns("string_agg")

# Pairs of (organisation, an id or a screen's name).
NAMED = Statement(
    sqlite=f"""SELECT pair.column1, pair.column2, {_LITE}
        FROM (VALUES {{values}}) AS pair CROSS JOIN catalogue ON catalogue.org = pair.column1
        AND (catalogue.id = pair.column2 OR catalogue.screen = pair.column2)""",
    postgres=f"""SELECT pair.a, pair.b, {_PG}
        FROM unnest($1::text[], $2::text[]) AS pair(a, b)
        JOIN catalogue ON catalogue.org = pair.a
        AND (catalogue.id = pair.b OR catalogue.screen = pair.b)""",
    width=2,
)
# What is published of an organisation, by title, behind an id; of these kinds, with this in it.
PUBLISHED = Statement(
    sqlite=f"""SELECT {_LITE} FROM catalogue WHERE org = ?1 AND published
        AND search LIKE ?2 ESCAPE '\\'
        AND (?3 = '' OR catalogue.kind = ?3 OR catalogue.screen = ?3)
        AND (search, id) > (?4, ?5) ORDER BY search, id LIMIT ?6""",
    postgres=f"""SELECT {_PG} FROM catalogue WHERE org = $1 AND published
        AND search LIKE $2 ESCAPE '\\'
        AND ($3::text = '' OR catalogue.kind = $3 OR catalogue.screen = $3)
        AND (search, id) > ($4::text, $5::text) ORDER BY search, id LIMIT $6""",
)
