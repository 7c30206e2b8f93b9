package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Authenticator verifies users by name, password and second factor. It is safe for concurrent use.
type Authenticator struct {
	users    Users
	attempts Attempts
	hasher   *Hasher
	now      func() time.Time
	seal     factorSeal
}

// NewAuthenticator returns an Authenticator on the given stores. now is the clock.
func NewAuthenticator(users Users, attempts Attempts, hasher *Hasher, now func() time.Time) *Authenticator {
	return &Authenticator{users: users, attempts: attempts, hasher: hasher, now: now}
}

// WithSessionKey returns an Authenticator that can set up authenticator apps: it encrypts their secrets with a key
// derived from the session key.
func (a *Authenticator) WithSessionKey(key []byte) (*Authenticator, error) {
	with := *a
	var err error
	with.seal, err = newFactorSeal(key)
	return &with, err
}

// Login returns the user with this name and password. addr is the client's address, or "". It returns
// ErrBadCredentials for wrong ones, and a *ThrottledError after too many. Neither the error nor the time reveals
// whether a user exists.
func (a *Authenticator) Login(ctx context.Context, name, password, addr string) (User, error) {
	account := ""
	if clean, err := CleanName(name); err == nil {
		account = NameKey(clean)
	}
	limits := loginLimitsOf(account, addr)
	if err := a.allow(ctx, limits); err != nil {
		return User{}, fmt.Errorf("log in: %w", err)
	}
	user, err := a.verify(ctx, account, password)
	if err != nil {
		return User{}, fmt.Errorf("log in: %w", err)
	}
	if user.HasSecondFactor() {
		err = a.takeBack(ctx, limits) // earlier wrong codes still count
	} else {
		err = a.forgive(ctx, limits)
	}
	if err != nil {
		return User{}, fmt.Errorf("log in: %w", err)
	}
	return user, nil
}

func (a *Authenticator) verify(ctx context.Context, account, password string) (User, error) {
	user, err := a.users.UserByName(ctx, account)
	unknown := errors.Is(err, ErrNoUser)
	if err != nil && !unknown {
		return User{}, err
	}
	hash := user.PasswordHash
	if unknown || hash == "" || len(password) > MaxPasswordBytes {
		hash = a.hasher.Dummy()
		password = "" // hashing a long text takes longer
	}
	ok, stale, err := a.hasher.Verify(ctx, password, hash)
	if err != nil {
		return User{}, err
	}
	if !ok || user.Disabled() || user.PasswordHash == "" {
		return User{}, ErrBadCredentials
	}
	if stale {
		return a.refresh(ctx, user, password)
	}
	return user, nil
}

// refresh replaces the hash by one with the current parameters.
func (a *Authenticator) refresh(ctx context.Context, user User, password string) (User, error) {
	hash, err := a.hasher.Hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	if err := a.users.RefreshHash(ctx, user.ID, user.PasswordHash, hash); err != nil {
		return User{}, err
	}
	user.PasswordHash = hash
	return user, nil
}

// Exists reports whether there is a user with this name.
func (a *Authenticator) Exists(ctx context.Context, name string) bool {
	clean, err := CleanName(name)
	if err != nil {
		return false
	}
	_, err = a.users.UserByName(ctx, NameKey(clean))
	return err == nil
}

// SetPassword sets a user's password and ends all their sessions, or creates the user as an admin. It returns ErrBadName
// or ErrBadPassword for unusable values.
func (a *Authenticator) SetPassword(ctx context.Context, name, password string) (created bool, err error) {
	if name, err = CleanName(name); err != nil {
		return false, err
	}
	user, err := a.users.UserByName(ctx, name)
	if errors.Is(err, ErrNoUser) {
		return true, a.AddUser(ctx, name, password, RoleAdmin, false)
	}
	if err != nil {
		return false, err
	}
	if user.Issuer != "" {
		return false, fmt.Errorf("%w: %s logs in at an identity provider", ErrBadPassword, user.Name)
	}
	hash, err := a.hash(ctx, name, password)
	if err != nil {
		return false, err
	}
	if err := a.users.ChangePassword(ctx, user.ID, hash, "", a.now().UTC()); err != nil {
		return false, err
	}
	return false, a.attempts.ClearAttempts(ctx, accountKey+NameKey(name))
}

// AddUser creates a user with a role, who must change the password at the first login if mustChange is set. It returns
// ErrBadName or ErrBadPassword for unusable values, and ErrUserExists for a name that is taken.
func (a *Authenticator) AddUser(ctx context.Context, name, password string, role Role, mustChange bool) error {
	name, err := CleanName(name)
	if err != nil {
		return err
	}
	user, err := a.newUser(ctx, name, password, role)
	if err != nil {
		return err
	}
	user.MustChangePassword = mustChange
	return a.users.InsertUser(ctx, user)
}

func (a *Authenticator) newUser(ctx context.Context, name, password string, role Role) (User, error) {
	hash, err := a.hash(ctx, name, password)
	if err != nil {
		return User{}, err
	}
	now := a.now().UTC()
	return User{ID: newUserID(), Name: name, PasswordHash: hash, Role: role, CreatedAt: now, PasswordChangedAt: now}, nil
}

// newUserID returns an id that sorts by time. It needs random numbers, which never fail.
func newUserID() string { return uuid.Must(uuid.NewV7()).String() }

// hash returns the hash of a user's new password, or an error that wraps ErrBadPassword.
func (a *Authenticator) hash(ctx context.Context, name, password string) (string, error) {
	if err := CheckPassword(name, password); err != nil {
		return "", err
	}
	return a.hasher.Hash(ctx, password)
}

// Prove checks the password of a user who is logged in, as Login does.
func (a *Authenticator) Prove(ctx context.Context, user User, password, addr string) error {
	_, err := a.Login(ctx, user.Name, password, addr)
	return err
}

// ChangeOwnPassword changes the password of a user who is logged in and knows the old one, and ends their other
// sessions. It returns the errors of Login and CheckPassword.
func (a *Authenticator) ChangeOwnPassword(ctx context.Context, user User, session, old, password, addr string) error {
	if err := a.Prove(ctx, user, old, addr); err != nil {
		return err
	}
	if old == password {
		return fmt.Errorf("%w: it is the one you have", ErrBadPassword)
	}
	hash, err := a.hash(ctx, user.Name, password)
	if err != nil {
		return err
	}
	return a.users.ChangePassword(ctx, user.ID, hash, session, a.now().UTC())
}

// Purge deletes failed logins that no longer count.
func (a *Authenticator) Purge(ctx context.Context) error {
	return a.attempts.PurgeAttempts(ctx, a.now().UTC().Add(-failureRetention))
}
