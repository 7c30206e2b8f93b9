package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Authenticator lets users in by name and password. It may be used concurrently.
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

// WithSessionKey returns the Authenticator with a key that encrypts the secrets of authenticator apps, derived from the
// session key. Without one none can be set up.
func (a *Authenticator) WithSessionKey(key []byte) (*Authenticator, error) {
	with := *a
	var err error
	with.seal, err = newFactorSeal(key)
	return &with, err
}

// Login returns the user whose name and password these are. addr is the address of who
// asks, or "". Wrong ones give ErrBadCredentials, too many of them a *ThrottledError.
// Whether a user exists shows in neither the error nor the time.
func (a *Authenticator) Login(ctx context.Context, name, password, addr string) (User, error) {
	account := ""
	if clean, err := CleanName(name); err == nil {
		account = NameKey(clean)
	}
	gates := loginLimitsOf(account, addr)
	before, err := a.allow(ctx, gates)
	if err != nil {
		return User{}, fmt.Errorf("log in: %w", err)
	}
	user, err := a.verify(ctx, account, password)
	if err != nil {
		return User{}, fmt.Errorf("log in: %w", err)
	}
	if user.HasSecondFactor() {
		err = a.takeBack(ctx, gates, before) // wrong codes go on counting
	} else {
		err = a.forgive(ctx, gates, before)
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
		password = "" // a hash of much text takes longer
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

// refresh stores the hash again with today's parameters.
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

// Exists reports whether there is a user of that name.
func (a *Authenticator) Exists(ctx context.Context, name string) bool {
	clean, err := CleanName(name)
	if err != nil {
		return false
	}
	_, err = a.users.UserByName(ctx, NameKey(clean))
	return err == nil
}

// SetPassword gives a user a new password, which ends all sessions of that user, or makes
// the user when there is none of that name. Unusable values give ErrBadName or ErrBadPassword.
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
	return false, a.clear(ctx, loginLimitsOf(NameKey(name), ""))
}

// AddUser makes a user with a role, who has to change the password at first when mustChange is set. Unusable values give ErrBadName or ErrBadPassword, a name that is taken
// ErrUserExists.
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
	id, err := uuid.NewV7()
	if err != nil {
		return User{}, fmt.Errorf("make an id: %w", err)
	}
	now := a.now().UTC()
	return User{ID: id.String(), Name: name, PasswordHash: hash, Role: role, CreatedAt: now, PasswordChangedAt: now}, nil
}

// hash is the hash of a new password of a user, or an error that wraps ErrBadPassword.
func (a *Authenticator) hash(ctx context.Context, name, password string) (string, error) {
	if err := CheckPassword(name, password); err != nil {
		return "", err
	}
	return a.hasher.Hash(ctx, password)
}

// Prove checks the password of a user who is logged in, as Login does. Wrong ones count.
func (a *Authenticator) Prove(ctx context.Context, user User, password, addr string) error {
	_, err := a.Login(ctx, user.Name, password, addr)
	return err
}

// ChangeOwnPassword gives a user who is logged in a new password when the old one is right, and ends their
// other sessions. It returns what Login and CheckPassword return.
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

// Purge forgets failed logins that count no more.
func (a *Authenticator) Purge(ctx context.Context) error {
	return a.attempts.PurgeAttempts(ctx, a.now().UTC().Add(-failureRetention))
}
