"""In which words are widgets told of?"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from admin_api.words.word import Word
from chatserver.actions.miniapps.widget_cards import WidgetCard
from chatserver.core.texts import one_line
from chatserver.core.widgets import POSITION_MOST, Draft
from chatserver.http.texts import Text

Screen = Literal["home", "house", "showcase", "services"]
Reference = Annotated[Text, Field(min_length=1, max_length=40)]
Position = Annotated[int, Field(strict=True, ge=0, le=POSITION_MOST)]
Title = Annotated[
    Text, Field(max_length=1000, examples=["Пропуск для гостя"]), AfterValidator(one_line)
]
Body = Annotated[Text, Field(max_length=5000)]
Objects = Annotated[list[Reference], Field(max_length=1000)]


class NewWidgetWord(Word):
    """A widget: it leads to a `miniapp` or to a `target`; `objects` null: for everybody."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"screen": "home", "title": "Пропуск для гостя", "target": "bills"}]
        },
    )

    screen: Screen
    title: Title
    text: Body = ""
    position: Position = 0
    image: Reference | None = None
    miniapp: Reference | None = None
    target: Reference | None = None
    objects: Objects | None = None

    def draft(self) -> Draft:
        """Return it as the rules see it."""
        return Draft(
            screen=self.screen,
            title=self.title,
            text=self.text,
            position=self.position,
            image=self.image,
            app=self.miniapp,
            target=self.target,
            objects=None if self.objects is None else tuple(self.objects),
        )


class WidgetChangeWord(Word):
    """What is named is set; a new `miniapp` or `target` takes the other's place."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"title": "Пропуска"}]}
    )

    screen: Screen = "home"
    title: Title = ""
    text: Body = ""
    position: Position = 0
    image: Reference | None = None
    miniapp: Reference | None = None
    target: Reference | None = None
    objects: Objects | None = None

    def changes(self) -> dict[str, Any]:
        """Return what is named, in the rules' own words."""
        named = self.model_dump(exclude_unset=True)
        if "miniapp" in named:
            named["app"] = named.pop("miniapp")
        if named.get("objects") is not None:
            named["objects"] = tuple(named["objects"])
        return named


class WidgetAppWord(BaseModel):
    """The mini-app to which a widget leads."""

    id: str
    name: str


class WidgetWord(BaseModel):
    """A widget; a draft is not shown to clients."""

    id: str
    screen: Screen
    title: str
    text: str
    position: int
    image: str | None
    miniapp: WidgetAppWord | None
    target: str | None
    objects: list[str] | None
    published: bool
    version: int

    @classmethod
    def of(cls, card: WidgetCard) -> Self:
        """Return it as it is written."""
        draft = card.draft
        app = None if draft.app is None else {"id": draft.app, "name": card.app_name or ""}
        return cls.model_validate(
            {
                "id": card.id,
                "screen": draft.screen,
                "title": draft.title,
                "text": draft.text,
                "position": draft.position,
                "image": draft.image,
                "miniapp": app,
                "target": draft.target,
                "objects": None if draft.objects is None else list(draft.objects),
                "published": card.published,
                "version": card.version,
            }
        )


class WidgetsWord(BaseModel):
    """A page of widgets, by screen and position."""

    items: list[WidgetWord]
    next_cursor: str | None


class WidgetTargetWord(BaseModel):
    """A mini-app to which a new widget may lead."""

    id: str
    name: str
    status: Literal["active", "testing"]


class WidgetTargetsWord(BaseModel):
    """Where a new widget may lead: mini-apps, and the superapp's own screens by name."""

    items: list[WidgetTargetWord]
    screens: list[str]
    next_cursor: str | None
