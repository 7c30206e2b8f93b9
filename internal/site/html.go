package site

import "bytes"

// HTML adds the public path to the addresses in a page, or in a part of one. It needs no parser, because templates write
// attributes in double quotes and escape quotes in text: only an attribute looks like one.
func (s *Site) HTML(page []byte) []byte {
	if s.base == "" {
		return page
	}
	mark := []byte(`="/`)
	var out bytes.Buffer
	out.Grow(len(page) + len(page)/16)
	for {
		at := bytes.Index(page, mark)
		if at < 0 {
			break
		}
		end := at + len(mark) - 1 // the slash
		out.Write(page[:end])
		if isAddress(page[:at]) && !bytes.HasPrefix(page[end:], []byte("//")) {
			out.WriteString(s.base)
		}
		page = page[end:]
	}
	out.Write(page)
	return out.Bytes()
}

// isAddress reports whether a text ends with the name of an attribute that holds an address.
func isAddress(text []byte) bool {
	start := bytes.LastIndexAny(text, " \n\t")
	if start < 0 {
		return false
	}
	switch string(text[start+1:]) {
	case "href", "src", "action", "formaction", "data-stream", "data-worker", "data-done", "data-failed":
		return true
	default:
		return false
	}
}
