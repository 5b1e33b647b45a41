"""Keep TensorFlow out of a process that trains or serves: 340 MB and several seconds of every start.

Rasa imports TensorFlow for components that we do not use (config.yml names none). In its place stand
modules whose attributes are empty classes: enough for Rasa's class definitions, and an error that
says what happened for whoever would compute with them. Tuning the encoder imports the real one.
"""

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Optional, Sequence

LEFT_OUT = frozenset(("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"))
# Rasa compares it with its own requirements when it is imported.
VERSION = "2.12.0"


class TensorFlowLeftOut(RuntimeError):
    """Something would compute with TensorFlow where it was left out; names the setting that brings it in."""

    def __init__(self) -> None:
        super().__init__("TensorFlow is left out of this process; set TENSORFLOW=import to use components that need it")


class _Anything(type):
    """The class of placeholders: every attribute is a placeholder, a decorator changes nothing."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is not Placeholder:
            raise TensorFlowLeftOut()
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]  # @tf.function above a method
        return lambda decorated: decorated  # @tf.function(...) above a method


class Placeholder(metaclass=_Anything):
    """Stands for any class or function of TensorFlow."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Rasa's layers and models derive from placeholders; they are never made."""


class _PlaceholderModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        if name.split(".")[0] not in LEFT_OUT:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = _PlaceholderModule(spec.name)
        module.__version__ = VERSION  # type: ignore[attr-defined]
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def leave_out_tensorflow() -> None:
    """Put placeholders in TensorFlow's place; without effect where it was imported already."""
    if "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _Finder())
