package app

import (
	"context"
	"errors"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/operation"
)

// permissions looks up what users may do now. It implements operation.Permissions.
type permissions struct{ users auth.Users }

// MayStill reports whether the user who requested an operation would be allowed to request it now.
func (p permissions) MayStill(ctx context.Context, op operation.Operation) (bool, error) {
	if op.Actor == audit.Snapdeck {
		return true, nil
	}
	user, err := p.users.UserByName(ctx, op.Actor)
	if errors.Is(err, auth.ErrNoUser) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return !user.Disabled() && user.Role.May(rights.For(op)), nil
}
