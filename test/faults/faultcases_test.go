package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// faultCase is a failure of the API with its consequences.
type faultCase struct {
	name     string
	response response
	sentence string          // the attribute that names the cause
	apiText  string          // the API's own message; "": none
	outcome  expectedOutcome // of a creation during it, once it is over
}

// inForm returns a status in the API's own format. Each row has its own message and id, to tell rows apart.
func inForm(status int, words string, end expectedOutcome) faultCase {
	r := answered(status, fmt.Sprint(status), words, end)
	r.response.body = fmt.Sprintf(`{"httpStatus":%d,"messages":[{"errorCode":"%d","message":%q}]}`, status, status, r.apiText)
	return r
}

// inHTML returns a status as a gateway sends it.
func inHTML(status int, words string, end expectedOutcome) faultCase {
	r := answered(status, fmt.Sprintf("%d in HTML", status), words, end)
	r.response.body = "<html><head><title>" + r.apiText + "</title></head><body></body></html>"
	return r
}

func answered(status int, name, words string, end expectedOutcome) faultCase {
	return faultCase{
		name: name, sentence: words, outcome: end, apiText: "IONOS Cloud's very own words for " + name,
		response: response{status: status, id: "req-" + strings.ReplaceAll(name, " ", "-")},
	}
}

// faultCases lists all error responses, in the API's own format and in a gateway's.
func faultCases() []faultCase {
	refused, good := expectedOutcome{"Failed", 0}, expectedOutcome{"Available", 1}
	const invalid, late, away, broken = `data-error="invalid"`, `data-error="server"`, `data-error="maintenance"`, `data-error="unreadable"`
	return []faultCase{
		inForm(http.StatusBadRequest, invalid, refused),
		inForm(http.StatusUnauthorized, `data-error="unauthorized"`, refused),
		inForm(http.StatusPaymentRequired, `data-error="trial"`, refused),
		inForm(http.StatusForbidden, `data-error="forbidden"`, refused),
		inForm(http.StatusNotFound, `data-error="not-found"`, refused),
		inForm(http.StatusMethodNotAllowed, `data-error="method"`, refused),
		inForm(http.StatusUnsupportedMediaType, `data-error="media-type"`, refused),
		inForm(http.StatusUnprocessableEntity, invalid, refused),
		inForm(http.StatusTooManyRequests, `data-error="rate-limited"`, good),
		inForm(http.StatusInternalServerError, late, good),
		inHTML(http.StatusBadGateway, late, good),
		inForm(http.StatusServiceUnavailable, away, good),
		inHTML(http.StatusServiceUnavailable, away, good),
		inHTML(http.StatusGatewayTimeout, late, good),
		{"a broken connection", response{status: noResponse}, `data-error="unreachable"`, "", good},
		{"garbage", response{status: http.StatusOK, body: "}{ no JSON"}, broken, "", good},
		{"nothing", response{status: http.StatusOK}, broken, "", good},
	}
}

// faultCasesNamed returns some rows of the table.
func faultCasesNamed(names ...string) []faultCase {
	return slices.DeleteFunc(faultCases(), func(r faultCase) bool { return !slices.Contains(names, r.name) })
}

// requiredTexts returns the texts that a page must show for a failure.
func (r faultCase) requiredTexts() []string {
	return slices.DeleteFunc([]string{r.sentence, r.apiText, r.response.id}, func(s string) bool { return s == "" })
}
