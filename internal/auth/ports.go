package auth

import (
	"context"
	"time"
)

// Users stores users. It is safe for concurrent use.
type Users interface {
	Factors
	ProviderUsers
	// UserByName returns the user with a name, ignoring case, or ErrNoUser.
	UserByName(ctx context.Context, name string) (User, error)
	// UserByID returns one user, or ErrNoUser.
	UserByID(ctx context.Context, id string) (User, error)
	// Users lists all users by name.
	Users(ctx context.Context) ([]User, error)
	// CountUsers returns how many users there are.
	CountUsers(ctx context.Context) (int, error)
	// InsertUser adds a user, or returns ErrUserExists when the name is taken.
	InsertUser(ctx context.Context, user User) error
	// ChangePassword stores a new hash and ends all sessions of the user except one, or all with "", in one
	// transaction. It returns ErrNoUser when there is no such user.
	ChangePassword(ctx context.Context, userID, hash, except string, at time.Time) error
	// RefreshHash replaces the hash of an unchanged password by one with newer parameters, if the stored one is still
	// old. Sessions stay.
	RefreshHash(ctx context.Context, userID, old, hash string) error
}

// Factors stores second factors. It is safe for concurrent use.
type Factors interface {
	// SetTOTP stores the secret of a user's authenticator app and replaces the hashes of the recovery codes. Without an
	// app, both are empty.
	SetTOTP(ctx context.Context, userID, secret string, codeHashes []string) error
	// ResealTOTP replaces the stored form of the secret, unless the app was changed since it was read.
	ResealTOTP(ctx context.Context, userID, old, sealed string) error
	// UseTOTPStep records that the code of a time step was used, and returns false when it or a later one was used before.
	UseTOTPStep(ctx context.Context, userID string, step int64) (bool, error)
	// SetRecoveryCodes replaces the recovery codes of a user, CountRecoveryCodes counts the unused ones, and
	// UseRecoveryCode deletes one and reports whether the user had it.
	SetRecoveryCodes(ctx context.Context, userID string, codeHashes []string) error
	CountRecoveryCodes(ctx context.Context, userID string) (int, error)
	UseRecoveryCode(ctx context.Context, userID, codeHash string) (bool, error)
	// Passkeys lists the passkeys of a user.
	Passkeys(ctx context.Context, userID string) ([]Passkey, error)
	// InsertPasskey adds a passkey, UsePasskey records its use, and RemovePasskey deletes it.
	InsertPasskey(ctx context.Context, passkey Passkey) error
	UsePasskey(ctx context.Context, id string, credential []byte, at time.Time) error
	RemovePasskey(ctx context.Context, userID, id string) error
}

// Passkey is a key of a user's device. Times are UTC.
type Passkey struct {
	ID         string // base64url
	UserID     string
	Name       string // chosen by the user
	Credential []byte // JSON of the WebAuthn library
	CreatedAt  time.Time
	UsedAt     time.Time
}

// Sessions stores the sessions of users who are logged in. It is safe for concurrent use.
type Sessions interface {
	// Session returns a session with its user, or ErrNoSession. It returns expired ones too.
	Session(ctx context.Context, idHash string) (Session, User, error)
	// InsertSession stores a new session.
	InsertSession(ctx context.Context, session Session) error
	// UpdateSession stores Data of a session, or returns ErrNoSession.
	UpdateSession(ctx context.Context, idHash string, data []byte) error
	// TouchSession records that a session was used, and its new expiry.
	TouchSession(ctx context.Context, idHash string, seen, expires time.Time) error
	// DeleteSession ends one session; a missing one is no error.
	DeleteSession(ctx context.Context, idHash string) error
	// PurgeSessions deletes the sessions that expired before a time and returns their number.
	PurgeSessions(ctx context.Context, before time.Time) (int64, error)
}

// Attempts counts failed logins, each under a key such as "account:admin" or "address:192.0.2.1". It is safe for
// concurrent use.
type Attempts interface {
	// Attempt returns the counter of a key; the zero value without failures.
	Attempt(ctx context.Context, key string) (Attempt, error)
	// AddFailure counts one failure and returns the new counter. It restarts the count when the last failure was before
	// resetBefore.
	AddFailure(ctx context.Context, key string, at, resetBefore time.Time) (Attempt, error)
	// TakeBack removes the failure of a key that was counted at a time; before is the time of the previous failure.
	TakeBack(ctx context.Context, key string, at, before time.Time) error
	// ClearAttempts deletes the failures of a key.
	ClearAttempts(ctx context.Context, key string) error
	// PurgeAttempts deletes the keys whose last failure was before a time.
	PurgeAttempts(ctx context.Context, before time.Time) error
}

// Attempt is the counter of failed logins under a key.
type Attempt struct {
	Failures int
	LastAt   time.Time // UTC; zero without failures
}

// Session is a stored session of a user who is logged in. Times are UTC.
type Session struct {
	IDHash    string // hex SHA-256 of the id, which only the cookie holds
	UserID    string
	CreatedAt time.Time
	SeenAt    time.Time // last use, to the minute
	ExpiresAt time.Time // the end unless it is used
	EndsAt    time.Time // the end in any case
	Data      []byte    // the encoded values of the session
	Addr      string    // of the client that logged in
	UserAgent string    // shortened
	ProvedAt  time.Time // when the user last confirmed their identity by a password or a factor
}

// People manages users and their sessions. It is safe for concurrent use. Its methods return ErrNoUser for an unknown
// user, and ErrLastAdmin when no admin would remain.
type People interface {
	Users
	// SetRole sets a user's role, which applies from the next request on.
	SetRole(ctx context.Context, userID string, role Role) error
	// DisableUser disables a user and ends their sessions; EnableUser allows them to log in again.
	DisableUser(ctx context.Context, userID string, at time.Time) error
	EnableUser(ctx context.Context, userID string) error
	// RemoveUser deletes a user with their sessions. Operations and the audit log keep the name.
	RemoveUser(ctx context.Context, userID string) error
	// SessionsOf lists the sessions of a user that have not expired at a time, last used first.
	SessionsOf(ctx context.Context, userID string, now time.Time) ([]Session, error)
	// CountSessions counts the sessions that have not expired at a time, by user id.
	CountSessions(ctx context.Context, now time.Time) (map[string]int, error)
	// EndSessionsOf ends all sessions of a user except one, or all with "".
	EndSessionsOf(ctx context.Context, userID, except string) error
	// EndSessionOf ends one session of a user, or returns ErrNoSession.
	EndSessionOf(ctx context.Context, userID, idHash string) error
	// NoteLogin stores the time and the address of a user's login.
	NoteLogin(ctx context.Context, userID, addr string, at time.Time) error
	// NoteProof stores when the user of a session last confirmed their identity.
	NoteProof(ctx context.Context, idHash string, at time.Time) error
}
