package auth

import "fmt"

// Role is what a user may do: a set of rights under a name.
type Role string

// The roles.
const (
	RoleViewer     Role = "viewer"     // sees
	RoleOperator   Role = "operator"   // also creates and edits, and undoes and retries what it created
	RoleMaintainer Role = "maintainer" // also deletes, restores, unlocks and resolves
	RoleAdmin      Role = "admin"      // everything
	RoleAuditor    Role = "auditor"    // sees everything, the audit log included, and changes nothing
)

// Right is what a route may need.
type Right string

// The rights.
const (
	RightView       Right = "view"
	RightOperate    Right = "operate"    // what can be undone: create, rename, label, lock
	RightMaintain   Right = "maintain"   // what destroys, decides for others or costs more than a snapshot
	RightAdminister Right = "administer" // people and settings
	RightAudit      Right = "audit"      // the audit log and its export
)

// Roles lists the roles, the one with the fewest rights first.
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
	for _, has := range r.Rights() {
		if has == right {
			return true
		}
	}
	return false
}

// ParseRole returns the role of a name, or an error that wraps ErrBadRole.
func ParseRole(name string) (Role, error) {
	for _, r := range Roles() {
		if string(r) == name {
			return r, nil
		}
	}
	return "", fmt.Errorf("%w: %q is none of %v", ErrBadRole, name, Roles())
}
