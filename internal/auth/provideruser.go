package auth

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ProviderUsers stores users of identity providers. It is safe for concurrent use.
type ProviderUsers interface {
	// UserByIdentity returns the user of an identity provider, or ErrNoUser.
	UserByIdentity(ctx context.Context, issuer, subject string) (User, error)
	// SetProviderRole sets the role that an identity provider's groups give to a user. Unlike SetRole it may leave no
	// admin, since the provider decides.
	SetProviderRole(ctx context.Context, userID string, role Role) error
	// NoteProviderLogin stores a login, and ProviderLogins lists the latest ones.
	NoteProviderLogin(ctx context.Context, login ProviderLogin) error
	ProviderLogins(ctx context.Context) ([]ProviderLogin, error)
}

// Admit returns the user of an identity with the current role of its groups, and creates the user at the first login.
// It returns ErrBadRole without a role, and ErrBadCredentials for a disabled user.
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

// addProviderUser creates the user of an identity. It refuses a name that is taken: that account is another user's.
func (a *Authenticator) addProviderUser(ctx context.Context, id Identity, now time.Time) (User, error) {
	name, err := CleanName(id.Name)
	if err != nil {
		return User{}, err
	}
	user := User{ID: newUserID(), Name: name, Role: id.Role, CreatedAt: now, PasswordChangedAt: now, Issuer: id.Issuer, Subject: id.Subject}
	return user, a.users.InsertUser(ctx, user)
}
