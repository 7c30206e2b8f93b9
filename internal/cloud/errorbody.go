package cloud

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/inventory"
)

// Limits of error texts.
const (
	maxMessages    = 20
	maxMessageText = 500
)

// parseErrorBody returns the messages of an error body and whether it has the API's own format (docs/ionos-api.md
// 6). Codes may be numbers, messages may be one object or one string, and of a gateway's HTML the title is
// used.
func parseErrorBody(body []byte) (messages []inventory.APIMessage, ionosForm bool) {
	var doc map[string]json.RawMessage
	if json.Unmarshal(body, &doc) != nil {
		if title := htmlTitle(string(body)); title != "" {
			return []inventory.APIMessage{{Text: title}}, false
		}
		return nil, false
	}
	_, hasStatus := doc["httpStatus"]
	list, hasMessages := doc["messages"]
	if hasMessages {
		messages = parseMessages(list)
	} else if m, ok := parseMessage(body); ok {
		messages = []inventory.APIMessage{m}
	}
	return messages, hasStatus || hasMessages
}

func parseMessages(list json.RawMessage) []inventory.APIMessage {
	var items []json.RawMessage
	if json.Unmarshal(list, &items) != nil {
		items = []json.RawMessage{list}
	}
	var messages []inventory.APIMessage
	for _, item := range items[:min(len(items), maxMessages)] {
		if m, ok := parseMessage(item); ok {
			messages = append(messages, m)
		}
	}
	return messages
}

// parseMessage parses one message: {"errorCode": "309", "message": "…"}, or a bare string.
func parseMessage(raw json.RawMessage) (inventory.APIMessage, bool) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		text = oneLine(text)
		return inventory.APIMessage{Text: text}, text != ""
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return inventory.APIMessage{}, false
	}
	m := inventory.APIMessage{Code: scalar(fields["errorCode"]), Text: scalar(fields["message"])}
	return m, m.Code != "" || m.Text != ""
}

// scalar returns a JSON string or number as text.
func scalar(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return oneLine(text)
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}

// htmlTitle returns the title of an HTML page, as gateways send them.
func htmlTitle(page string) string {
	lower := strings.ToLower(page)
	if len(lower) != len(page) {
		return ""
	}
	from := strings.Index(lower, "<title>")
	if from < 0 {
		return ""
	}
	from += len("<title>")
	end := strings.Index(lower[from:], "</title>")
	if end < 0 {
		return ""
	}
	return oneLine(page[from : from+end])
}

// oneLine makes foreign text safe to show on one line.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if utf8.RuneCountInString(s) <= maxMessageText {
		return s
	}
	return string([]rune(s)[:maxMessageText]) + "…"
}
