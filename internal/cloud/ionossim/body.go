package ionossim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

const maxBody = 1 << 20

const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// readBody reads the body of a change. Bodies of other methods are discarded.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, newError(http.StatusRequestEntityTooLarge, "", "The request body is too large")
	}
	if err != nil {
		return nil, malformed(err)
	}
	return body, nil
}

// contentType returns the media type of the body, without parameters. Without a header it is JSON.
func (c *call) contentType() string {
	header := c.header.Get("Content-Type")
	if header == "" {
		return jsonType
	}
	kind, _, err := mime.ParseMediaType(header)
	if err != nil {
		return header
	}
	return kind
}

func isJSON(kind string) bool { return kind == jsonType || strings.HasSuffix(kind, "+json") }

// decode decodes the JSON body into target. An empty body and null leave it unchanged.
func (c *call) decode(target any) error {
	if strings.TrimSpace(c.body) == "" {
		return nil
	}
	if kind := c.contentType(); !isJSON(kind) {
		return unsupportedContent(kind)
	}
	return decodeJSON([]byte(c.body), target)
}

// properties decodes a JSON body that wraps properties in an object.
func properties[T any](c *call) (T, error) {
	var body struct {
		Properties T `json:"properties"`
	}
	err := c.decode(&body)
	return body.Properties, err
}

// bareProperties decodes a JSON body that is the properties themselves.
func bareProperties[T any](c *call) (p T, err error) {
	err = c.decode(&p)
	return p, err
}

// decodeJSON distinguishes invalid JSON (400) from values of a wrong type (422).
func decodeJSON(text []byte, target any) error {
	err := json.Unmarshal(text, target)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		field := "(root)"
		if wrong.Field != "" {
			field += "." + wrong.Field
		}
		return invalid(field, fmt.Sprintf("A value of type %s is not allowed here", wrong.Value))
	case err != nil:
		return malformed(err)
	}
	return nil
}

// form parses the body of a client that sends form fields. ok is false for other bodies.
func (c *call) form() (fields url.Values, ok bool, err error) {
	if c.contentType() != formType {
		return nil, false, nil
	}
	fields, err = url.ParseQuery(c.body)
	if err != nil {
		return nil, true, malformed(err)
	}
	return fields, true, nil
}
