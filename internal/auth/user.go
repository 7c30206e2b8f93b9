package auth

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The errors of this package; what it returns wraps them.
var (
	ErrNoUser         = errors.New("no such user")
	ErrUserExists     = errors.New("a user with this name exists")
	ErrNoSession      = errors.New("no such session")
	ErrBadCredentials = errors.New("the user name or the password is wrong")
	ErrBadName        = errors.New("the user name is not usable")
	ErrBadPassword    = errors.New("the password is not usable")
)

// Role is what a user may do.
type Role string

// RoleAdmin may do everything. Later roles may do less.
const RoleAdmin Role = "admin"

// The limits of names (in characters) and passwords (in characters and bytes).
const (
	MaxNameRunes     = 64
	MinPasswordRunes = 8
	MaxPasswordBytes = 1024
)

// User is somebody who can log in. Times are UTC.
type User struct {
	ID                string // UUIDv7
	Name              string // unique without regard to case
	PasswordHash      string // PHC string; see HashPassword
	Role              Role
	CreatedAt         time.Time
	PasswordChangedAt time.Time
}

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
	return name, nil
}

// CheckPassword returns an error that wraps ErrBadPassword when a new password is too
// short or too long. There are no rules of composition.
func CheckPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < MinPasswordRunes {
		return fmt.Errorf("%w: it has %d characters, at least %d are needed", ErrBadPassword, n, MinPasswordRunes)
	}
	if len(password) > MaxPasswordBytes {
		return fmt.Errorf("%w: it is longer than %d bytes", ErrBadPassword, MaxPasswordBytes)
	}
	return nil
}
