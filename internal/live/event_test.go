package live

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestEvent_Encoding(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ data, want string }{
		"one line":          {"<p>a</p>", "event: patch\ndata: <p>a</p>\n\n"},
		"several lines":     {"a\nb\n\nc", "event: patch\ndata: a\ndata: b\ndata: \ndata: c\n\n"},
		"nothing":           {"", "event: patch\ndata: \n\n"},
		"Windows line ends": {"a\r\nb", "event: patch\ndata: a\ndata: b\n\n"},
		"a bare CR, which ends a line for a browser": {"a\rid: 9", "event: patch\ndata: a\ndata: id: 9\n\n"},
		"space in front": {" a", "event: patch\ndata:  a\n\n"},
		"a line feed at the end is a line of its own": {"a\n", "event: patch\ndata: a\ndata: \n\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, string(event("patch", []byte(c.data))))
		})
	}
}

func FuzzEvent_RoundTrip(f *testing.F) {
	for _, seed := range []string{"", "a", "a\nb", "\r", "a\r\n\r\nid: 1\r\n", "\n\n", "data: x\n\nevent: y", " :", "\x00\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
		stream := "id: e.1.2\n" + string(event("patch", data)) + string(event("beat", []byte("{}")))
		require.Equal(t, []receivedEvent{{"patch", want, "e.1.2"}, {"beat", "{}", "e.1.2"}}, decode(stream))
	})
}

func TestPosition_RoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := position{rapid.StringMatching(`[0-9a-f-]{0,8}`).Draw(t, "epoch"), rapid.Uint64().Draw(t, "version"), rapid.Uint64().Draw(t, "notice")}
		got, ok := parsePosition(p.String())
		require.True(t, ok)
		require.Equal(t, p, got)
	})
}

func TestPosition_Invalid(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "e", "e.1", "e.1.2.3", "e.x.2", "e.1.x", "e.-1.2", "e.1.99999999999999999999"} {
		_, ok := parsePosition(s)
		require.False(t, ok, s)
	}
}
