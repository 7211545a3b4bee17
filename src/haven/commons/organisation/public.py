from haven.commons.organisation.actors import actor_of
from haven.commons.organisation.models import Campus, Role, RoleGrant, Term, Unit, University

__all__ = ["Campus", "Role", "RoleGrant", "Term", "Unit", "University", "actor_of"]
