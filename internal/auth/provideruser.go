package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// ProviderUsers keeps the users of identity providers. All methods may be called concurrently.
type ProviderUsers interface {
	// UserByIdentity returns the user of an identity provider, or ErrNoUser.
	UserByIdentity(ctx context.Context, issuer, subject string) (User, error)
	// SetProviderRole gives a user of an identity provider the role that its groups give.
	SetProviderRole(ctx context.Context, userID string, role Role) error
	// NoteProviderLogin notes what a provider said at a login, and ProviderLogins lists the last of these.
	NoteProviderLogin(ctx context.Context, login ProviderLogin) error
	ProviderLogins(ctx context.Context) ([]ProviderLogin, error)
}

// Admit returns the user for an identity, with the role that its groups give now, and makes the user at the first login.
// Who has no role gives ErrBadRole, who is disabled ErrBadCredentials.
func (a *Authenticator) Admit(ctx context.Context, id Identity) (User, error) {
	now := a.now().UTC()
	login, err := id.Login(now)
	if err != nil {
		return User{}, err
	}
	if err := a.users.NoteProviderLogin(ctx, login); err != nil {
		return User{}, err
	}
	if id.Role == "" {
		return User{}, fmt.Errorf("%w: none of the groups gives one", ErrBadRole)
	}
	user, err := a.users.UserByIdentity(ctx, id.Issuer, id.Subject)
	if errors.Is(err, ErrNoUser) {
		return a.addProviderUser(ctx, id, now)
	}
	if err != nil {
		return User{}, err
	}
	if user.Disabled() {
		return user, ErrBadCredentials
	}
	user.Role = id.Role
	return user, a.users.SetProviderRole(ctx, user.ID, id.Role)
}

// addProviderUser makes the user of an identity. A name that is taken is another user's, and is never taken over.
func (a *Authenticator) addProviderUser(ctx context.Context, id Identity, now time.Time) (User, error) {
	name, err := CleanName(id.Name)
	if err != nil {
		return User{}, err
	}
	key, err := uuid.NewV7()
	if err != nil {
		return User{}, fmt.Errorf("make an id: %w", err)
	}
	user := User{ID: key.String(), Name: name, Role: id.Role, CreatedAt: now, PasswordChangedAt: now, Issuer: id.Issuer, Subject: id.Subject}
	return user, a.users.InsertUser(ctx, user)
}
