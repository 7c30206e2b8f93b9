package auth

import (
	"fmt"
	"slices"
)

// Role is a named set of rights.
type Role string

// The roles.
const (
	RoleViewer     Role = "viewer"     // sees everything but the audit log
	RoleOperator   Role = "operator"   // also creates and edits, and undoes and retries its own operations
	RoleMaintainer Role = "maintainer" // also deletes, restores, unlocks and resolves
	RoleAdmin      Role = "admin"      // everything
	RoleAuditor    Role = "auditor"    // sees everything, including the audit log, and changes nothing
)

// Right is a permission that a route may require.
type Right string

// The rights.
const (
	RightView       Right = "view"
	RightOperate    Right = "operate"    // changes that can be undone: create, rename, label, lock
	RightMaintain   Right = "maintain"   // changes that destroy, decide for others or cost more than a snapshot
	RightAdminister Right = "administer" // people and settings
	RightAudit      Right = "audit"      // the audit log and its export
)

// Roles lists the roles, those with the fewest rights first.
func Roles() []Role {
	return []Role{RoleViewer, RoleOperator, RoleMaintainer, RoleAuditor, RoleAdmin}
}

// Rights lists the rights of a role. An unknown role has none.
func (r Role) Rights() []Right {
	switch r {
	case RoleViewer:
		return []Right{RightView}
	case RoleOperator:
		return []Right{RightView, RightOperate}
	case RoleMaintainer:
		return []Right{RightView, RightOperate, RightMaintain}
	case RoleAuditor:
		return []Right{RightView, RightAudit}
	case RoleAdmin:
		return []Right{RightView, RightOperate, RightMaintain, RightAdminister, RightAudit}
	default:
		return nil
	}
}

// May reports whether a role has a right.
func (r Role) May(right Right) bool {
	return slices.Contains(r.Rights(), right)
}

// ParseRole returns the role of a name, or an error that wraps ErrBadRole.
func ParseRole(name string) (Role, error) {
	if !slices.Contains(Roles(), Role(name)) {
		return "", fmt.Errorf("%w: %q is none of %v", ErrBadRole, name, Roles())
	}
	return Role(name), nil
}
