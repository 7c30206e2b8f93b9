package operation

import (
	"context"
	"fmt"
)

// Permissions is what users may do now, which may be less than when they requested it.
type Permissions interface {
	// MayStill reports whether who requested an operation may still request it. A user who is disabled or
	// removed may not. An error says that it could not be found out.
	MayStill(ctx context.Context, op Operation) (bool, error)
}

// UsePermissions has the engine ask before it destroys anything whether who requested it still may. It
// must be called before the first operation.
func (e *Engine) UsePermissions(p Permissions) { e.rights = p }

const rightLostText = "The user who requested this may not do so any more."

// permitted reports whether an operation may be carried out as far as the rights of its user go.
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
