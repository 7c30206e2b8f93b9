package ui

// Notice is a sentence at the top of a page.
type Notice struct {
	Code string // topic: loading, restored or unencrypted
	Tone string // good, warn or bad
	Text string
	When Moment // ends the text; may be unknown
	Link Link
	// Action is what the user can do about it; nil: nothing.
	Action *NoticeAction
}

// NoticeAction is a button and its address.
type NoticeAction struct{ Href, Text string }

// NoticeIcon returns the icon of a tone.
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
