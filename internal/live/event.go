package live

import (
	"bytes"
	"strconv"
	"strings"
)

// event encodes a server-sent event; each line of data becomes a data field. Browsers also end a line at a carriage
// return, so none may remain inside a line.
func event(name string, data []byte) []byte {
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	var b bytes.Buffer
	b.Grow(len(data) + len(name) + 32)
	b.WriteString("event: " + name + "\n")
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		b.WriteString("data: ")
		b.Write(line)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// message is an event with the position of a subscriber that has received it.
type message struct {
	page  string // the key of its page in the stream; empty: it belongs to none
	at    position
	event []byte
}

func (m message) id() string {
	if m.page == "" {
		return m.at.String()
	}
	return m.page + pageMark + m.at.String()
}

// pageMark separates the key of a page from the position in the id of an event.
const pageMark = "~"

// position is the last state that a subscriber has received: the hub's epoch, the version of its topic and the number
// of its user's last notice.
type position struct {
	epoch   string
	version uint64
	notice  uint64
}

func (p position) String() string {
	return p.epoch + "." + strconv.FormatUint(p.version, 10) + "." + strconv.FormatUint(p.notice, 10)
}

// parsePosition parses the last event id that a browser sends.
func parsePosition(s string) (position, bool) {
	if _, at, found := strings.Cut(s, pageMark); found {
		s = at
	}
	fields := strings.Split(s, ".")
	if len(fields) != 3 {
		return position{}, false
	}
	version, errVersion := strconv.ParseUint(fields[1], 10, 64)
	notice, errNotice := strconv.ParseUint(fields[2], 10, 64)
	if errVersion != nil || errNotice != nil {
		return position{}, false
	}
	return position{epoch: fields[0], version: version, notice: notice}, true
}
