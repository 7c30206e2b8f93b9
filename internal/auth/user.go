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

// The errors of this package; what it returns wraps them.
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

// MaxNameRunes is how many characters a name may have.
const MaxNameRunes = 64

// User is somebody who can log in. Times are UTC.
type User struct {
	ID                string // UUIDv7
	Name              string // unique without regard to case
	PasswordHash      string // PHC string; see HashPassword
	Role              Role
	CreatedAt         time.Time
	PasswordChangedAt time.Time

	DisabledAt         time.Time // since when the user is kept out; zero: they are not
	LastLoginAt        time.Time // zero: never
	LastLoginAddr      string
	Issuer, Subject    string // at an identity provider; empty for users with a password
	TOTPSecret         string // of the authenticator app, as it is stored; empty: none
	Passkeys           int    // how many there are
	MustChangePassword bool   // the password was made by the first start, and is good for changing it only
}

// Disabled reports whether the user is kept out.
func (u User) Disabled() bool { return !u.DisabledAt.IsZero() }

// NameKey returns the form of a name by which users are told apart.
func NameKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// CleanName trims a user name and returns an error that wraps ErrBadName when it is
// empty, too long, or has characters that cannot be seen.
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
