package auth

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of passwords, in characters and bytes.
const (
	MinPasswordRunes = 12
	MaxPasswordBytes = 1024
)

// minNamePart is how long a user's name is at least for a password not to contain it, in characters.
const minNamePart = 3

// commonPasswords are passwords that attackers try first, in lower case, one a line: those with six
// characters or more of the common ones that come with zxcvbn.
//
//go:embed commonpasswords.txt
var commonPasswords string

// CheckPassword returns an error that wraps ErrBadPassword when a new password of a user is too short, too
// long, or what an attacker would try first. There are no rules of composition.
func CheckPassword(name, password string) error {
	if n := utf8.RuneCountInString(password); n < MinPasswordRunes {
		return fmt.Errorf("%w: it has %d characters, at least %d are needed", ErrBadPassword, n, MinPasswordRunes)
	}
	if len(password) > MaxPasswordBytes {
		return fmt.Errorf("%w: it is longer than %d bytes", ErrBadPassword, MaxPasswordBytes)
	}
	lower := strings.ToLower(password)
	for _, word := range forbiddenWords(name) {
		if strings.Contains(lower, word) || strings.Contains(withoutSeparators(lower), word) {
			return fmt.Errorf("%w: it contains %q, which is tried first", ErrBadPassword, word)
		}
	}
	if isCommon(lower) {
		return fmt.Errorf("%w: it is a common password", ErrBadPassword)
	}
	return nil
}

// forbiddenWords are what a password must not contain.
func forbiddenWords(name string) []string {
	words := []string{"snapdeck", "ionos", "changemenow"}
	if key := NameKey(name); utf8.RuneCountInString(key) >= minNamePart {
		words = append(words, key)
	}
	return words
}

func withoutSeparators(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// isCommon reports whether a password, in lower case, is a common one, also with digits or signs around it,
// or repeats a few characters.
func isCommon(lower string) bool {
	core := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, candidate := range []string{lower, core} {
		if candidate != "" && strings.Contains("\n"+commonPasswords, "\n"+candidate+"\n") {
			return true
		}
	}
	return core == "" || repeats(lower) || repeats(core)
}

// repeats reports whether a text is the same part again and again, of six bytes or less.
func repeats(s string) bool {
	for n := 1; n <= 6 && 2*n <= len(s); n++ {
		if strings.HasPrefix(strings.Repeat(s[:n], len(s)/n+1), s) {
			return true
		}
	}
	return false
}
