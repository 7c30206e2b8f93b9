package ionossim

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// encode encodes a body as the API does. Pretty is the API's default.
func encode(body any, pretty bool) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return nil, fmt.Errorf("encode response: %w", err)
	}
	compact := bytes.TrimRight(b.Bytes(), "\n")
	if !pretty {
		return compact, nil
	}
	return indent(compact), nil
}

// indent formats compact JSON as the API does: a space on both sides of a colon, members of objects on separate
// lines, items of arrays on one line.
func indent(compact []byte) []byte {
	out := make([]byte, 0, len(compact)*3/2)
	level := 0
	newline := func() {
		out = append(out, '\n')
		for range level {
			out = append(out, ' ', ' ')
		}
	}
	var open []byte // the open brackets at the position
	for i := 0; i < len(compact); i++ {
		ch := compact[i]
		empty := i+1 < len(compact) && (compact[i+1] == '}' || compact[i+1] == ']')
		switch ch {
		case '"':
			end := stringEnd(compact, i)
			out = append(out, compact[i:end]...)
			i = end - 1
		case '{', '[':
			out = append(out, ch)
			if empty {
				out = append(out, ' ', compact[i+1])
				i++
				break
			}
			open = append(open, ch)
			if ch == '[' {
				out = append(out, ' ')
				break
			}
			level++
			newline()
		case '}':
			open = open[:len(open)-1]
			level--
			newline()
			out = append(out, ch)
		case ']':
			open = open[:len(open)-1]
			out = append(out, ' ', ch)
		case ',':
			out = append(out, ch)
			if open[len(open)-1] == '{' {
				newline()
				break
			}
			out = append(out, ' ')
		case ':':
			out = append(out, ' ', ':', ' ')
		default:
			out = append(out, ch)
		}
	}
	return out
}

// stringEnd returns the position after the string that starts at from.
func stringEnd(text []byte, from int) int {
	for i := from + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
