package live

import "strings"

// receivedEvent is an event as a browser hands it to a page.
type receivedEvent struct{ Name, Data, ID string }

// decode reads a stream as the HTML standard says: a line ends with CR LF, LF or CR, an
// empty line dispatches an event that has data, and the id stays until there is another.
func decode(stream string) (events []receivedEvent) {
	stream = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(stream)
	var now receivedEvent
	var data []string
	for line := range strings.SplitSeq(stream, "\n") {
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if data != nil {
				now.Data = strings.Join(data, "\n")
				events = append(events, now)
			}
			now, data = receivedEvent{ID: now.ID}, nil
		case field == "event":
			now.Name = value
		case field == "data":
			data = append(data, value)
		case field == "id" && !strings.Contains(value, "\x00"):
			now.ID = value
		}
	}
	return events
}
