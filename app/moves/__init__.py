"""What is done to licences, people and policies: a function for what each move changes, all within one frame."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):  # each tells the frame what it changes
    import_module(f"{__name__}.{_module.name}")
