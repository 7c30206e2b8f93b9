package foreign

import (
	"strings"
	"unicode"
)

// isHidden reports whether a character is invisible, or changes the direction of text. Joiners are not included, since
// they are useful between certain characters.
func isHidden(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\t' && r != '\n' && r != '\r'
	case r >= 0x7f && r <= 0x9f, r == 0xad: // controls, soft hyphen
		return true
	case r < 0x34f:
		return false
	case r == 0x34f, r == 0x61c, r >= 0x115f && r <= 0x1160, r >= 0x17b4 && r <= 0x17b5, r >= 0x180b && r <= 0x180f:
		return true
	case r == 0x200b, r >= 0x200e && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r == 0x2800, r == 0x3164, r == 0xfeff, r == 0xffa0, r >= 0xfff0 && r <= 0xfffb:
		return true
	case r >= 0x1bca0 && r <= 0x1bca3, r >= 0x1d173 && r <= 0x1d17a: // of shorthand and of music
		return true
	default:
		return r >= 0xe0000 && r <= 0xe0fff // tags and variants
	}
}

// The joiners, and the characters that select the appearance of the one before them.
const (
	nonJoiner       = 0x200c
	joiner          = 0x200d
	firstVariant    = 0xfe00
	lastVariant     = 0xfe0f
	emojiVariant    = 0xfe0f
	blackFlag       = 0x1f3f4
	firstTag        = 0xe0020
	lastTag         = 0xe007f
	firstSkinColour = 0x1f3fb
	lastSkinColour  = 0x1f3ff
)

// isJoiner reports whether a character only affects its neighbours.
func isJoiner(r rune) bool {
	return r == nonJoiner || r == joiner || r >= firstVariant && r <= lastVariant
}

// joins reports whether a joiner is legitimate after a character: in an emoji, or in a script that needs it.
func joins(before, r rune) bool {
	if r >= firstVariant && r <= lastVariant {
		return before > ' ' && !isHidden(before) && !isJoiner(before)
	}
	if r == joiner && isEmoji(before) {
		return true
	}
	return unicode.In(before, unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali,
		unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam,
		unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Balinese, unicode.Javanese)
}

func isEmoji(r rune) bool {
	return r == emojiVariant || r >= firstSkinColour && r <= lastSkinColour || r > 0x2190 && unicode.Is(unicode.So, r)
}

// isRightToLeft reports whether a character is a letter that is written from right to left.
func isRightToLeft(r rune) bool {
	switch {
	case r < 0x590:
		return false
	case r <= 0x8ff:
		return !unicode.Is(unicode.Mn, r)
	default:
		return r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfefc || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
	}
}

func isLeftToRight(r rune) bool { return unicode.IsLetter(r) && !isRightToLeft(r) }

// Visible reports whether a text has a visible character.
func Visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !isHidden(r) && !isJoiner(r) && !unicode.Is(unicode.Mn, r) && r != unicode.ReplacementChar
	})
}
