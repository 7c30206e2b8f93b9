package ionossim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The error codes that public sources document. Otherwise the status is the code.
const (
	codeInvalid  = "100"
	codeRejected = "200"
	codeNotFound = "309"
	codeAlias    = "326"
)

// apiError is an error response in the API's format.
type apiError struct {
	Status   int            `json:"httpStatus"`
	Messages []errorMessage `json:"messages"`

	retryAfter time.Duration
	allow      string
}

type errorMessage struct {
	Code string `json:"errorCode"`
	Text string `json:"message"`
}

// Error lists the messages.
func (e *apiError) Error() string {
	texts := make([]string, len(e.Messages))
	for i, m := range e.Messages {
		texts[i] = m.Text
	}
	return fmt.Sprintf("%d %s", e.Status, strings.Join(texts, "; "))
}

func newError(status int, code, text string) *apiError {
	if code == "" {
		code = strconv.Itoa(status)
	}
	return &apiError{Status: status, Messages: []errorMessage{{code, text}}}
}

func notFound() *apiError {
	return newError(http.StatusNotFound, codeNotFound, "Resource does not exist")
}

// invalid is a 422 for the field at a path.
func invalid(field, text string) *apiError {
	return newError(http.StatusUnprocessableEntity, codeInvalid, fmt.Sprintf("[%s] %s", field, text))
}

func required(attribute string) *apiError {
	return newError(http.StatusUnprocessableEntity, codeInvalid, fmt.Sprintf("Attribute '%s' is required", attribute))
}

// rejected is a 422 of the platform: the change is well-formed but currently impossible.
func rejected(text string) *apiError {
	return newError(http.StatusUnprocessableEntity, codeRejected, text)
}

func malformed(err error) *apiError {
	return newError(http.StatusBadRequest, "", fmt.Sprintf("The request body could not be parsed: %v", err))
}

func methodNotAllowed(allow string) *apiError {
	e := newError(http.StatusMethodNotAllowed, "", "The HTTP method is not supported for this resource")
	e.allow = allow
	return e
}

func unsupportedContent(contentType string) *apiError {
	return newError(http.StatusUnsupportedMediaType, "", fmt.Sprintf("Content type '%s' is not supported", contentType))
}

func unauthorized() *apiError {
	return newError(http.StatusUnauthorized, "", "Unauthorized: the credentials are missing, wrong or expired")
}

func tooManyRequests(retryAfter time.Duration) *apiError {
	e := newError(http.StatusTooManyRequests, "", "Request rate limit exceeded")
	e.retryAfter = retryAfter
	return e
}
