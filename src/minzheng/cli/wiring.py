"""`minzheng wiring`: who registered what."""

from minzheng.core.actions import VERBS
from minzheng.core.registry import Registry


def run(words: list[str]) -> None:
    for what, registry in sorted(Registry.all.items()):
        print(f"\n{what}")
        for name, _ in registry:
            print(f"  {name:<28} {registry.who(name)}")
    print("\nverbs")
    for verb in sorted(VERBS.values(), key=lambda v: v.name):
        print(f"  {verb.name:<28} {verb.title}")
