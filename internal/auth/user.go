package auth

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/foreign"
)

// The errors of this package, which its functions return wrapped.
var (
	ErrNoUser         = errors.New("no such user")
	ErrUserExists     = errors.New("a user with this name exists")
	ErrNoSession      = errors.New("no such session")
	ErrBadCredentials = errors.New("the user name or the password is wrong")
	ErrBadName        = errors.New("the user name is not usable")
	ErrBadPassword    = errors.New("the password is not usable")
	ErrLastAdmin      = errors.New("no other user is an admin")
	ErrBadRole        = errors.New("there is no such role")
)

// MaxNameRunes is the maximal length of a name in characters.
const MaxNameRunes = 64

// User is a user who can log in. Times are UTC.
type User struct {
	ID                string // UUIDv7
	Name              string // unique, ignoring case
	PasswordHash      string // PHC string; empty for users of an identity provider
	Role              Role
	CreatedAt         time.Time
	PasswordChangedAt time.Time

	DisabledAt         time.Time // zero: not disabled
	LastLoginAt        time.Time // zero: never
	LastLoginAddr      string
	Issuer, Subject    string // at an identity provider; empty for users with a password
	TOTPSecret         string // of the authenticator app, in its stored form; empty: none
	Passkeys           int    // their number
	MustChangePassword bool   // the password was chosen for the user, who can do nothing before changing it
}

// Disabled reports whether the user must not log in.
func (u User) Disabled() bool { return !u.DisabledAt.IsZero() }

// NameKey returns the form of a name that is unique.
func NameKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// CleanName trims a user name. It returns an error that wraps ErrBadName if the name is empty, too long, or has
// characters that cannot be printed.
func CleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	length := utf8.RuneCountInString(name)
	if length == 0 {
		return "", fmt.Errorf("%w: it is empty", ErrBadName)
	}
	if length > MaxNameRunes {
		return "", fmt.Errorf("%w: it has %d characters, at most %d are allowed", ErrBadName, length, MaxNameRunes)
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return "", fmt.Errorf("%w: it has characters that cannot be printed", ErrBadName)
	}
	if !foreign.Visible(name) {
		return "", fmt.Errorf("%w: it has nothing that can be seen", ErrBadName)
	}
	return name, nil
}
