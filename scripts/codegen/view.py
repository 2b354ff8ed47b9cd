"""The generator's view of the document, and the names that the generator cannot give."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from codegen.document import Document, Node
from codegen.operations import (
    Names,
    Operation,
    name_attribute,
    name_class,
    name_fields,
    name_module,
    name_values,
    read_operations,
)
from codegen.runtime.schemas import describe_marks


class Placeholders:
    """Words that the generator reads in place of keys. `restore` replaces them by names.

    The generator derives a name from each key. Some of these names would clash with its own code
    or with each other.
    """

    def __init__(self) -> None:
        self._words = (f"qzx{''.join(letters)}" for letters in product(ascii_lowercase, repeat=3))
        self._names: dict[str, tuple[str, str, str]] = {}

    def replace_key(self, key: str, name: str) -> str:
        """Return `key`, or a word in its place if the generator would not name it `name`."""
        if name == name_attribute(key):
            return key
        underscores = "_" * (len(name) - len(name.rstrip("_")))
        return self._add(key, name, name_class(key).rstrip("_") + underscores)

    def replace_schema(self, schema: str, class_name: str) -> str:
        """Return `schema`, or a word in its place if its class would not be `class_name`."""
        if class_name == name_class(schema):
            return schema
        return self._add(schema, name_module(class_name), class_name).capitalize()

    def _add(self, *names: str) -> str:
        word = next(self._words)
        self._names[word] = names[0], names[1], names[2]
        return word

    def restore(self, package: Path) -> None:
        """Write the names into the modules of `package`, and into their file names."""
        for module in [*package.rglob("*.py")]:
            source, stem = module.read_text(encoding="utf-8"), module.stem
            for word, (key, name, class_name) in self._names.items():
                source = source.replace(f'"{word}"', json.dumps(key, ensure_ascii=False))
                source = source.replace(word.capitalize(), class_name).replace(word, name)
                stem = stem.replace(word, name)
            module.write_text(source, encoding="utf-8")
            module.rename(module.with_stem(stem))


class View:
    """The generator's view of a document: one success response for each operation, and no headers,
    which the wrapper sends."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.placeholders = Placeholders()
        self._schemas = {
            schema: self.placeholders.replace_schema(schema, name)
            for schema, name in Names(document).classes.items()
        }
        self._classes = {*Names(document).classes.values()}

    def build(self) -> Node:
        """Return the view as an OpenAPI document."""
        components = self._document.root.get("components", {})
        schemas = {
            self._schemas[name]: self._write_schema(schema, name)
            for name, schema in self._document.get_components("schemas").items()
        }
        paths: dict[str, Node] = {}
        for operation in read_operations(self._document):
            keys = {
                (place, key): self.placeholders.replace_key(key, name)
                for (place, key), name in operation.generated_names.items()
            }
            path = operation.path
            for key in operation.path_keys:
                path = path.replace(f"{{{key}}}", f"{{{keys['path', key]}}}")
            written = self._write_operation(operation, keys)
            paths.setdefault(path, {})[operation.method] = written
        kept = {key: components[key] for key in ("securitySchemes",) if key in components}
        return {**self._document.root, "paths": paths, "components": {**kept, "schemas": schemas}}

    def _write_operation(self, operation: Operation, keys: dict[tuple[str, str], str]) -> Node:
        parameters = {}
        own = [self._document.resolve(each) for each in operation.raw.get("parameters", [])]
        for each in [*own, *(each for each in operation.parameters if each not in own)]:
            if (place := each["in"], key := each["name"]) in keys:
                schema = self._write_schema(each.get("schema", {}))
                parameters[place, key] = {**each, "name": keys[place, key], "schema": schema}
        response = {"description": "The response."}
        if operation.result:
            response |= self._write_content(operation.success)
        texts = [*describe_marks(operation.raw), operation.raw.get("description", "")]
        view = {
            **operation.raw,
            "description": "\n\n".join(texts).strip(),
            "parameters": [*parameters.values()],
            # Any success that fits the schema counts, such as a 201 for a creation.
            "responses": {"2XX": response},
        }
        if operation.body:
            body = self._document.resolve(operation.raw["requestBody"])
            view["requestBody"] = body | self._write_content(
                operation.body_content["application/json"]
            )
        return view

    def _write_content(self, media: Node) -> Node:
        return {"content": {"application/json": {"schema": self._write_schema(media["schema"])}}}

    def _write_schema(self, schema: Any, *place: str) -> Any:
        """Return a schema whose keys the generator can name.

        `place` has the name of the component and the keys that lead to the schema. The class of an
        inner object is named after them.
        """
        if not isinstance(schema, dict):
            return schema
        written = dict(schema)
        if len(place) > 1 and "".join(map(name_class, place)) in self._classes:
            written["title"] = f"{place[-1]} 2"  # A component already has the class.
        if "$ref" in schema:
            parents, _, name = schema["$ref"].rpartition("/")
            written["$ref"] = f"{parents}/{self._schemas.get(name, name)}"
        if "properties" in schema:
            properties = schema["properties"]
            keys = {
                key: self.placeholders.replace_key(key, name)
                for key, name in name_fields(properties).items()
            }
            written["properties"] = {
                keys[key]: self._write_schema(each, *place, key) for key, each in properties.items()
            }
            written["required"] = [keys.get(key, key) for key in schema.get("required", [])]
        if "items" in schema:
            item = [*place[:-1], f"{place[-1]} item"] if place else []
            written["items"] = self._write_schema(schema["items"], *item)
        if "additionalProperties" in schema:
            written["additionalProperties"] = self._write_schema(schema["additionalProperties"])
        for key in ("allOf", "anyOf", "oneOf"):
            if key in schema:
                written[key] = [self._write_schema(each) for each in schema[key]]
        values = [each for each in schema.get("enum", []) if each is not None]
        if values and all(isinstance(each, str) for each in values):
            written["x-enum-varnames"] = name_values(values)
        return written
