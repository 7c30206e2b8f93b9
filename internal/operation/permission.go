package operation

import (
	"context"
	"fmt"
)

// Permissions looks up what users may do now, which may be less than when they requested it.
type Permissions interface {
	// MayStill reports whether the user who requested an operation would be allowed to request it now. A disabled or
	// removed user is not.
	MayStill(ctx context.Context, op Operation) (bool, error)
}

// UsePermissions makes the engine check the user's permission before each destructive call. It must be called before the
// first operation.
func (e *Engine) UsePermissions(p Permissions) { e.rights = p }

const rightLostText = "The user who requested this is no longer allowed to."

// permitted reports whether the user's rights still allow an operation.
func (e *Engine) permitted(ctx context.Context, op Operation) (bool, error) {
	if e.rights == nil || !op.Kind.Destroys() {
		return true, nil
	}
	may, err := e.rights.MayStill(ctx, op)
	if err != nil {
		return false, fmt.Errorf("look whether %s may still request it: %w", op.Actor, err)
	}
	return may, nil
}
