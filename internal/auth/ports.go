package auth

import (
	"context"
	"time"
)

// Users keeps the users. All methods may be called concurrently.
type Users interface {
	Factors
	ProviderUsers
	// UserByName returns the user with a name, without regard to case, or ErrNoUser.
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
	// RefreshHash replaces the hash of an unchanged password by one made with newer
	// parameters, if the stored one is still old. Sessions stay.
	RefreshHash(ctx context.Context, userID, old, hash string) error
}

// Factors keeps what users have beside their password. All methods may be called concurrently.
type Factors interface {
	// SetTOTP stores the secret of a user's authenticator app and the hashes of recovery codes; "" takes both away.
	SetTOTP(ctx context.Context, userID, secret string, codeHashes []string) error
	// ResealTOTP stores the secret in another form, if it still has the old one.
	ResealTOTP(ctx context.Context, userID, old, sealed string) error
	// UseTOTPStep notes that the code of a time step was used, and reports whether it is newer than the last one.
	UseTOTPStep(ctx context.Context, userID string, step int64) (bool, error)
	// SetRecoveryCodes replaces the recovery codes of a user, CountRecoveryCodes counts what is left of them, and
	// UseRecoveryCode uses one up and reports whether the user had it.
	SetRecoveryCodes(ctx context.Context, userID string, codeHashes []string) error
	CountRecoveryCodes(ctx context.Context, userID string) (int, error)
	UseRecoveryCode(ctx context.Context, userID, codeHash string) (bool, error)
	// Passkeys lists the passkeys of a user.
	Passkeys(ctx context.Context, userID string) ([]Passkey, error)
	// InsertPasskey adds a passkey, UsePasskey notes its use, and RemovePasskey takes it from its user.
	InsertPasskey(ctx context.Context, passkey Passkey) error
	UsePasskey(ctx context.Context, id string, credential []byte, at time.Time) error
	RemovePasskey(ctx context.Context, userID, id string) error
}

// Passkey is a key of a device of a user. Times are UTC.
type Passkey struct {
	ID         string // base64url
	UserID     string
	Name       string // that the user gave it
	Credential []byte // as the WebAuthn library keeps it, JSON
	CreatedAt  time.Time
	UsedAt     time.Time
}

// Sessions keeps the sessions of users who are logged in. All methods may be called concurrently.
type Sessions interface {
	// Session returns a session with its user, or ErrNoSession. It returns expired ones too.
	Session(ctx context.Context, idHash string) (Session, User, error)
	// InsertSession stores a new session.
	InsertSession(ctx context.Context, session Session) error
	// UpdateSession stores Data of a session, or returns ErrNoSession.
	UpdateSession(ctx context.Context, idHash string, data []byte) error
	// TouchSession notes that a session was used, and when it now runs out.
	TouchSession(ctx context.Context, idHash string, seen, expires time.Time) error
	// DeleteSession ends one session; ending one that is gone is no error.
	DeleteSession(ctx context.Context, idHash string) error
	// EndSessionsOf ends all sessions of a user except one, or all with "".
	EndSessionsOf(ctx context.Context, userID, except string) error
	// PurgeSessions deletes the sessions that ran out before a time and returns how many.
	PurgeSessions(ctx context.Context, before time.Time) (int64, error)
}

// Attempts counts failed logins, each under a key such as "account:admin" or
// "address:192.0.2.1". All methods may be called concurrently.
type Attempts interface {
	// Attempt returns the counter of a key; a key without failures has the zero value.
	Attempt(ctx context.Context, key string) (Attempt, error)
	// AddFailure counts one failure at a time, beginning again when the last one was
	// before resetBefore, and returns the counter as stored.
	AddFailure(ctx context.Context, key string, at, resetBefore time.Time) (Attempt, error)
	// TakeBack takes one failure of a key back that was counted at a time, when the one before it was at before.
	TakeBack(ctx context.Context, key string, at, before time.Time) error
	// ClearAttempts forgets the failures of a key.
	ClearAttempts(ctx context.Context, key string) error
	// PurgeAttempts forgets the keys whose last failure was before a time.
	PurgeAttempts(ctx context.Context, before time.Time) error
}

// Attempt is how often login failed under a key.
type Attempt struct {
	Failures int
	LastAt   time.Time // UTC; zero without failures
}

// Session is a stored session of a user who is logged in. Times are UTC.
type Session struct {
	IDHash    string // hex SHA-256 of the id in the cookie, which itself is stored nowhere
	UserID    string
	CreatedAt time.Time
	SeenAt    time.Time // last use, to the minute
	ExpiresAt time.Time // when it runs out unless it is used
	EndsAt    time.Time // when it runs out even so
	Data      []byte    // the encoded values of the session
	Addr      string    // from where it was begun
	UserAgent string    // shortened
	ProvedAt  time.Time // when the user last proved who they are, by a password or a factor
}

// People changes who may do what. All methods may be called concurrently. They return ErrNoUser when there
// is no such user, and ErrLastAdmin instead of leaving no admin.
type People interface {
	Users
	// SetRole gives a user a role. It counts from the next request on.
	SetRole(ctx context.Context, userID string, role Role) error
	// DisableUser keeps a user out and ends their sessions; EnableUser lets them in again.
	DisableUser(ctx context.Context, userID string, at time.Time) error
	EnableUser(ctx context.Context, userID string) error
	// RemoveUser deletes a user with their sessions. Their name stays on what they did.
	RemoveUser(ctx context.Context, userID string) error
	// SessionsOf lists the sessions of a user that hold at a time, the one last used first.
	SessionsOf(ctx context.Context, userID string, now time.Time) ([]Session, error)
	// CountSessions counts those of all users, by the ids of the users.
	CountSessions(ctx context.Context, now time.Time) (map[string]int, error)
	// EndSessionsOf ends all sessions of a user except one, or all with "".
	EndSessionsOf(ctx context.Context, userID, except string) error
	// EndSessionOf ends one session of a user, or returns ErrNoSession.
	EndSessionOf(ctx context.Context, userID, idHash string) error
	// NoteLogin notes that a user logged in.
	NoteLogin(ctx context.Context, userID, addr string, at time.Time) error
	// NoteProof notes that the user of a session proved who they are.
	NoteProof(ctx context.Context, idHash string, at time.Time) error
}
