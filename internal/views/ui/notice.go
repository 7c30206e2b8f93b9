package ui

// Notice is a sentence at the top of a page about what it shows.
type Notice struct {
	Code string // what it is about: loading, restored or unencrypted
	Tone string // good, warn or bad
	Text string
	When Moment // ends the text; may be unknown
	Link Link
	// Action is what a person can do about it; nil: nothing.
	Action *NoticeAction
}

// NoticeAction is a button, and where it is sent.
type NoticeAction struct{ Href, Text string }

// NoticeIcon is the icon of a tone.
func NoticeIcon(tone string) string {
	switch tone {
	case "good":
		return "check"
	case "bad":
		return "alert"
	default:
		return "info"
	}
}
