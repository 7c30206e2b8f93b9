package auth

import (
	"context"
	"errors"
	"strings"
)

// FirstUser is the name of the user that the first start creates.
const FirstUser = "admin"

// The generated password has 20 characters of 32, which is 100 bits. The alphabet is Crockford's, without i, l, o and u.
const (
	passwordAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	passwordGroups   = 4
	groupLength      = 5
)

// First is the result of EnsureFirstUser.
type First struct {
	Created  bool
	Password string // the generated password, to be shown once; "" if it was given
}

// EnsureFirstUser creates the user admin if there are no users, with the given password or a generated one. If there
// are users, it changes nothing: the environment must not overwrite a password that was set later.
func (a *Authenticator) EnsureFirstUser(ctx context.Context, password string) (First, error) {
	n, err := a.users.CountUsers(ctx)
	if err != nil || n > 0 {
		return First{}, err
	}
	first := First{Created: true}
	if password == "" {
		first.Password = generatePassword()
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

func generatePassword() string {
	var b strings.Builder
	for i, r := range random(passwordGroups * groupLength) {
		if i > 0 && i%groupLength == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(passwordAlphabet[int(r)%len(passwordAlphabet)])
	}
	return b.String()
}
