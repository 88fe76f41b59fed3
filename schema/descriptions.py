"""One description: the docstring of a type is its description in the schema."""

from inspect import cleandoc
from typing import Any

from strawberry import Schema
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.enum import StrawberryEnumDefinition


def describe(schema: Schema) -> None:
    """Give object, input and enum types without a description their class's docstring."""
    for graphql_type in schema._schema.type_map.values():
        definition = graphql_type.extensions.get("strawberry-definition")
        match definition:
            case StrawberryObjectDefinition():
                text = _docstring(definition.origin)
            case StrawberryEnumDefinition():
                text = _docstring(definition.wrapped_cls)
            case _:
                continue
        if graphql_type.description is None:
            graphql_type.description = definition.description = text


def _docstring(class_: type[Any]) -> str | None:
    """The docstring with its lines joined; None for the signature that dataclasses generate without one."""
    text = cleandoc(class_.__doc__ or "")
    if not text or text.startswith(f"{class_.__name__}("):
        return None
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
