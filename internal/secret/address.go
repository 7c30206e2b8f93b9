package secret

import "strings"

// Address returns an address as it may be printed: without a user and a password, even where it is malformed.
func Address(text string) string {
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return text
	}
	scheme, _, found := strings.Cut(text[:at], "://")
	if !found {
		return masked + text[at:]
	}
	return scheme + "://" + masked + text[at:]
}
