"""Reads infra/resources.yaml: the in-process AWS has no second description of tables, machines and settings."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

_HOLD = frozenset({"OnAws", "HasMailDomain"})
_PLACEHOLDER = re.compile(r"\$\{([^}]+)\}")


class TemplateError(LookupError):
    """The template, a state machine and the handlers do not fit together."""


@functools.cache
def _document(path: Path, _changed: int) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


class Template:
    """The resources, and the few intrinsics that names and settings use."""

    def __init__(self, path: Path, names: Mapping[str, str], function_arn: Callable[[str], str]) -> None:
        """`names` answers Ref and Fn::Sub: parameters, pseudo parameters, physical ids. Conditions of `_HOLD` hold."""
        self._document = _document(path, path.stat().st_mtime_ns)
        self._names = dict(names)
        self._function_arn = function_arn

    def name(self, logical_id: str, physical: str, **attributes: str) -> None:
        """From here on `Ref` to this resource is its physical id, and Fn::GetAtt knows these attributes."""
        self._names[logical_id] = physical
        self._names.update({f"{logical_id}.{name}": value for name, value in attributes.items()})

    def of_type(self, resource_type: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Logical id and unresolved properties of each resource of that type."""
        for logical_id, resource in self._document["Resources"].items():
            if resource.get("Type") == resource_type:
                yield logical_id, resource["Properties"]

    def environment(self) -> dict[str, str]:
        """The settings of all functions together, resolved."""
        globals_ = self._document.get("Globals", {}).get("Function", {})
        found: dict[str, str] = {}
        for properties in (globals_, *(res.get("Properties", {}) for res in self._document["Resources"].values())):
            variables = properties.get("Environment", {}).get("Variables", {})
            found.update({name: self.text(value) for name, value in variables.items()})
        return found

    def text(self, value: Any) -> str:
        """A string, or a Ref, Fn::Sub, Fn::GetAtt or Fn::If, as text. Raises TemplateError on others."""
        if isinstance(value, str):
            return value
        match value:
            case {"Ref": name}:
                return self._named(name)
            case {"Fn::Sub": str(pattern)}:
                return _PLACEHOLDER.sub(lambda found: self._named(found[1]), pattern)
            case {"Fn::GetAtt": [logical_id, attribute]}:
                known = self._names.get(f"{logical_id}.{attribute}")
                return known if known is not None else self._function_arn(logical_id)
            case {"Fn::If": [condition, then, otherwise]}:
                return self.text(then if condition in _HOLD else otherwise)
        raise TemplateError(f"the in-process AWS cannot resolve {value!r}")

    def _named(self, name: str) -> str:
        if name not in self._names:
            raise TemplateError(f"the in-process AWS has no value for {name}")
        return self._names[name]


def substituted(definition: str, substitutions: Mapping[str, str]) -> str:
    """A state machine's text with each `${Name}` filled in. Raises TemplateError for a name without substitution."""
    unknown = sorted(set(_PLACEHOLDER.findall(definition)) - set(substitutions))
    if unknown:
        raise TemplateError(f"the state machine names what the template does not substitute: {', '.join(unknown)}")
    return _PLACEHOLDER.sub(lambda found: substitutions[found[1]], definition)
