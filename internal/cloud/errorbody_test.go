package cloud

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestErrorBody_Table(t *testing.T) {
	t.Parallel()
	type messages = []inventory.APIMessage
	for name, c := range map[string]struct {
		body  string
		want  messages
		ionos bool
	}{
		"as documented":  {`{"httpStatus":404,"messages":[{"errorCode":"309","message":"Resource does not exist"}]}`, messages{{Code: "309", Text: "Resource does not exist"}}, true},
		"numeric code":   {`{"httpStatus":422,"messages":[{"errorCode":100,"message":"m"}]}`, messages{{Code: "100", Text: "m"}}, true},
		"status as text": {`{"httpStatus":"422","messages":[{"errorCode":"1","message":"a"},{"errorCode":"2","message":"b"}]}`, messages{{Code: "1", Text: "a"}, {Code: "2", Text: "b"}}, true},
		"nulls":          {`{"httpStatus":500,"messages":[null,{"errorCode":null,"message":null}]}`, nil, true},
		"messages null":  {`{"httpStatus":500,"messages":null}`, nil, true},
		"one object":     {`{"messages":{"message":"m"}}`, messages{{Text: "m"}}, true},
		"strings":        {`{"messages":["a",1]}`, messages{{Text: "a"}}, true},
		"other JSON":     {`{"message":"Forbidden"}`, messages{{Text: "Forbidden"}}, false},
		"JSON list":      {`[1]`, nil, false},
		"HTML":           {"<html><head><TITLE>504 Gateway\n Time-out</TITLE></head>", messages{{Text: "504 Gateway Time-out"}}, false},
		"open title":     {"<title>never closed", nil, false},
		"words":          {"upstream connect error", nil, false},
		"empty":          {"", nil, false},
		"control bytes":  {`{"messages":[{"message":"a\u0000\nb\u001b[31m"}]}`, messages{{Text: "a b [31m"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ionos := parseErrorBody([]byte(c.body))
			require.Equal(t, c.want, got)
			require.Equal(t, c.ionos, ionos)
		})
	}
}

func TestErrorBody_TextIsBounded(t *testing.T) {
	t.Parallel()
	body := `{"messages":[` + strings.Repeat(`{"message":"`+strings.Repeat("ä", 2000)+`"},`, 99) + `{}]}`
	got, _ := parseErrorBody([]byte(body))
	require.Len(t, got, maxMessages)
	require.Equal(t, maxMessageText+1, utf8.RuneCountInString(got[0].Text))
}

func FuzzErrorBody(f *testing.F) {
	f.Add([]byte(`{"httpStatus":404,"messages":[{"errorCode":"309","message":"Resource does not exist"}]}`))
	f.Add([]byte("<html><title>502</title>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		messages, _ := parseErrorBody(body)
		require.LessOrEqual(t, len(messages), maxMessages)
		for _, m := range messages {
			require.True(t, utf8.ValidString(m.Text))
			require.NotContains(t, m.Text, "\n")
		}
	})
}
