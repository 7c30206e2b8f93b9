package auth

import (
	"context"
	"errors"
	"strings"
)

// FirstUser is the name of the user that the first start makes.
const FirstUser = "admin"

// The made-up password has 20 characters of 32, in groups: 100 bits. The alphabet is that of
// Crockford, without i, l, o and u.
const (
	passwordAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	passwordGroups   = 4
	groupLength      = 5
)

// First tells what EnsureFirstUser did.
type First struct {
	Created  bool
	Password string // the made-up password, to be shown once; "" when it was given
}

// EnsureFirstUser makes the user admin when there are no users at all, with the given
// password or, when that is "", with a made-up one. When there are users already it changes
// nothing: a password that was set later is never overwritten by the environment.
func (a *Authenticator) EnsureFirstUser(ctx context.Context, password string) (First, error) {
	n, err := a.users.CountUsers(ctx)
	if err != nil || n > 0 {
		return First{}, err
	}
	first := First{Created: true}
	if password == "" {
		first.Password = makePassword()
		password = first.Password
	}
	user, err := a.newUser(ctx, FirstUser, password, RoleAdmin)
	if err != nil {
		return First{}, err
	}
	user.MustChangePassword = first.Password != ""
	err = a.users.InsertUser(ctx, user)
	if errors.Is(err, ErrUserExists) { // another replica was faster
		return First{}, nil
	}
	if err != nil {
		return First{}, err
	}
	return first, nil
}

func makePassword() string {
	var b strings.Builder
	for i, r := range random(passwordGroups * groupLength) {
		if i > 0 && i%groupLength == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(passwordAlphabet[int(r)%len(passwordAlphabet)])
	}
	return b.String()
}
