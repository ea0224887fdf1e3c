"""Elements of HTML: `html.Div("text", className="card")`. They hold what they were given and are written by `fragments.as_html`.

A page is made of thousands of them, so that none is checked and none does anything. Attributes have the names that Dash gives
them, those of HTML with the capitals of JavaScript; one that is None or False is left out, one that is True has no value.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Element:
    """An element with its children, an element or text or a list of those, and its attributes by name."""

    __slots__ = ("attributes", "children")
    start: ClassVar[str]
    end: ClassVar[str]

    def __init__(self, children: Any = None, **attributes: Any):
        self.children = children
        self.attributes = attributes

    def __init_subclass__(cls, is_empty: bool = False):
        tag = cls.__name__.lower()
        cls.start, cls.end = f"<{tag}", "" if is_empty else f"</{tag}>"


class A(Element):
    __slots__ = ()


class Article(Element):
    __slots__ = ()


class Aside(Element):
    __slots__ = ()


class Button(Element):
    __slots__ = ()


class Caption(Element):
    __slots__ = ()


class Code(Element):
    __slots__ = ()


class Dd(Element):
    __slots__ = ()


class Details(Element):
    __slots__ = ()


class Dialog(Element):
    __slots__ = ()


class Div(Element):
    __slots__ = ()


class Dl(Element):
    __slots__ = ()


class Dt(Element):
    __slots__ = ()


class Fieldset(Element):
    __slots__ = ()


class Footer(Element):
    __slots__ = ()


class Form(Element):
    __slots__ = ()


class H1(Element):
    __slots__ = ()


class H2(Element):
    __slots__ = ()


class H3(Element):
    __slots__ = ()


class H4(Element):
    __slots__ = ()


class Header(Element):
    __slots__ = ()


class Img(Element, is_empty=True):
    __slots__ = ()


class Input(Element, is_empty=True):
    __slots__ = ()


class Label(Element):
    __slots__ = ()


class Legend(Element):
    __slots__ = ()


class Li(Element):
    __slots__ = ()


class Main(Element):
    __slots__ = ()


class Mark(Element):
    __slots__ = ()


class Nav(Element):
    __slots__ = ()


class Ol(Element):
    __slots__ = ()


class Option(Element):
    __slots__ = ()


class P(Element):
    __slots__ = ()


class Pre(Element):
    __slots__ = ()


class Progress(Element):
    __slots__ = ()


class Section(Element):
    __slots__ = ()


class Select(Element):
    __slots__ = ()


class Small(Element):
    __slots__ = ()


class Span(Element):
    __slots__ = ()


class Strong(Element):
    __slots__ = ()


class Summary(Element):
    __slots__ = ()


class Table(Element):
    __slots__ = ()


class Tbody(Element):
    __slots__ = ()


class Td(Element):
    __slots__ = ()


class Textarea(Element):
    __slots__ = ()


class Th(Element):
    __slots__ = ()


class Thead(Element):
    __slots__ = ()


class Tr(Element):
    __slots__ = ()


class Ul(Element):
    __slots__ = ()
