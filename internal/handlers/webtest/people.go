package webtest

import (
	"context"
	"slices"
	"time"

	"snapdeck/internal/auth"
)

// People holds users in memory, and only records the actions on them.
type People struct {
	auth.People
	All      []auth.User
	Open     []auth.Session // of every user
	Keys     []auth.Passkey // of every user
	Logins   []auth.ProviderLogin
	Done     []string // the actions and their users
	ProvedAt time.Time
	Err      error // of every action
}

// note records an action on a user.
func (p *People) note(action, userID string) error {
	if p.Err == nil {
		p.Done = append(p.Done, action+" "+userID)
	}
	return p.Err
}

// Users returns the users.
func (p *People) Users(context.Context) ([]auth.User, error) { return p.All, nil }

// UserByID returns the user with an ID.
func (p *People) UserByID(_ context.Context, id string) (auth.User, error) {
	i := slices.IndexFunc(p.All, func(u auth.User) bool { return u.ID == id })
	if i < 0 {
		return auth.User{}, auth.ErrNoUser
	}
	return p.All[i], nil
}

// SetRole is recorded.
func (p *People) SetRole(_ context.Context, userID string, role auth.Role) error {
	return p.note("role "+string(role), userID)
}

// DisableUser is recorded.
func (p *People) DisableUser(_ context.Context, userID string, _ time.Time) error {
	return p.note("disable", userID)
}

// EnableUser is recorded.
func (p *People) EnableUser(_ context.Context, userID string) error { return p.note("enable", userID) }

// RemoveUser is recorded.
func (p *People) RemoveUser(_ context.Context, userID string) error { return p.note("remove", userID) }

// SessionsOf returns the open sessions.
func (p *People) SessionsOf(context.Context, string, time.Time) ([]auth.Session, error) {
	return p.Open, nil
}

// CountSessions counts the sessions by user.
func (p *People) CountSessions(context.Context, time.Time) (map[string]int, error) {
	counts := map[string]int{}
	for _, s := range p.Open {
		counts[s.UserID]++
	}
	return counts, nil
}

// EndSessionsOf is recorded with the session that stays.
func (p *People) EndSessionsOf(_ context.Context, userID, except string) error {
	return p.note("end sessions but "+except, userID)
}

// EndSessionOf is recorded if the user has that session.
func (p *People) EndSessionOf(_ context.Context, userID, idHash string) error {
	if !slices.ContainsFunc(p.Open, func(s auth.Session) bool { return s.UserID == userID && s.IDHash == idHash }) {
		return auth.ErrNoSession
	}
	return p.note("end session "+idHash, userID)
}

// NoteLogin is recorded.
func (p *People) NoteLogin(_ context.Context, userID, _ string, _ time.Time) error {
	return p.note("login", userID)
}

// NoteProof is recorded.
func (p *People) NoteProof(_ context.Context, idHash string, at time.Time) error {
	p.ProvedAt = at
	return p.note("proof", idHash)
}

// SetTOTP is recorded.
func (p *People) SetTOTP(_ context.Context, userID, _ string, _ []string) error {
	return p.note("totp", userID)
}

// CountRecoveryCodes finds none.
func (p *People) CountRecoveryCodes(context.Context, string) (int, error) { return 0, nil }

// Passkeys returns the keys.
func (p *People) Passkeys(context.Context, string) ([]auth.Passkey, error) { return p.Keys, nil }

// RemovePasskey is recorded.
func (p *People) RemovePasskey(_ context.Context, userID, id string) error {
	return p.note("remove passkey "+id, userID)
}

// ProviderLogins returns the logins.
func (p *People) ProviderLogins(context.Context) ([]auth.ProviderLogin, error) {
	return p.Logins, p.Err
}

// Login accepts the right password and code; Err is returned for anything but a right or wrong one.
type Login struct {
	User           auth.User
	Password, Code string
	Added          []string // names and roles of the added users
	Admitted       error    // error for an identity
	Err            error
}

// Login checks the name and the password.
func (l *Login) Login(_ context.Context, name, password, _ string) (auth.User, error) {
	if l.Err == nil && (name != l.User.Name || password != l.Password) {
		return auth.User{}, auth.ErrBadCredentials
	}
	return l.User, l.Err
}

// Exists reports whether the name is that of the one user.
func (l *Login) Exists(_ context.Context, name string) bool { return name == l.User.Name }

// AddUser records the user.
func (l *Login) AddUser(_ context.Context, name, _ string, role auth.Role, _ bool) error {
	if l.Err == nil {
		l.Added = append(l.Added, name+" "+string(role))
	}
	return l.Err
}

// Admit admits the user.
func (l *Login) Admit(context.Context, auth.Identity) (auth.User, error) { return l.User, l.Admitted }

// Prove checks the password.
func (l *Login) Prove(_ context.Context, _ auth.User, password, _ string) error {
	return l.check(password, l.Password)
}

// VerifyFactor checks the code.
func (l *Login) VerifyFactor(_ context.Context, _ auth.User, code, _ string) error {
	return l.check(code, l.Code)
}

// EnableTOTP checks the code.
func (l *Login) EnableTOTP(_ context.Context, _ auth.User, _, code string) ([]string, error) {
	return []string{"recovery-1"}, l.check(code, l.Code)
}

// NewRecoveryCodes returns one.
func (l *Login) NewRecoveryCodes(context.Context, auth.User) ([]string, error) {
	return []string{"recovery-2"}, l.Err
}

// ChangeOwnPassword checks the old password.
func (l *Login) ChangeOwnPassword(_ context.Context, _ auth.User, _, old, _, _ string) error {
	return l.check(old, l.Password)
}

func (l *Login) check(given, right string) error {
	if l.Err == nil && given != right {
		return auth.ErrBadCredentials
	}
	return l.Err
}
