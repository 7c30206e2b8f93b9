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

// minNamePart is the length in characters from which a password must not contain the user's name.
const minNamePart = 3

// commonPasswords are passwords that attackers try first, in lower case, one a line: the common ones of zxcvbn with six
// characters or more.
//
//go:embed commonpasswords.txt
var commonPasswords string

// CheckPassword returns an error that wraps ErrBadPassword if a user's new password is too short, too long, or easy to
// guess. There are no rules about kinds of characters.
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

// isCommon reports whether a password, in lower case, is a common one, even with digits or signs around it, or repeats a
// few characters.
func isCommon(lower string) bool {
	core := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, candidate := range []string{lower, core} {
		if candidate != "" && strings.Contains("\n"+commonPasswords, "\n"+candidate+"\n") {
			return true
		}
	}
	return core == "" || repeats(lower) || repeats(core)
}

// repeats reports whether a text is a repetition of a part of up to six bytes.
func repeats(s string) bool {
	for n := 1; n <= 6 && 2*n <= len(s); n++ {
		if strings.HasPrefix(strings.Repeat(s[:n], len(s)/n+1), s) {
			return true
		}
	}
	return false
}
