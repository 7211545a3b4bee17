from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held somewhere: with neither campus nor unit it is held at the whole university."""

    role: str
    campus_id: int | None = None
    unit_id: int | None = None

    @property
    def everywhere(self) -> bool:
        return self.campus_id is None and self.unit_id is None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `user_id` is None for a stranger; `system` is the machine itself (shell, worker)."""

    user_id: int | None = None
    label: str = ""
    grants: frozenset[Grant] = field(default_factory=frozenset)
    system: bool = False

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    def holds(self, *roles: str) -> bool:
        """Whether one of these roles is held anywhere."""
        return self.system or any(grant.role in roles for grant in self.grants)

    def holds_everywhere(self, *roles: str) -> bool:
        return self.system or any(grant.role in roles and grant.everywhere for grant in self.grants)

    def holds_at(self, campus_id: int | None, *roles: str, unit_id: int | None = None) -> bool:
        """Whether one of these roles is held at the university, this campus or this unit."""
        return self.system or any(
            grant.role in roles
            and (
                grant.everywhere
                or (grant.campus_id is not None and grant.campus_id == campus_id)
                or (grant.unit_id is not None and grant.unit_id == unit_id)
            )
            for grant in self.grants
        )

    def campuses(self, *roles: str) -> frozenset[int]:
        """The campuses where one of these roles is held (not counting university-wide grants)."""
        return frozenset(g.campus_id for g in self.grants if g.role in roles and g.campus_id is not None)

    def units(self, *roles: str) -> frozenset[int]:
        return frozenset(g.unit_id for g in self.grants if g.role in roles and g.unit_id is not None)


ANONYMOUS = Actor()
SYSTEM = Actor(label="system", system=True)
