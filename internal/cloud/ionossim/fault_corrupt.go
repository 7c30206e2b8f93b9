package ionossim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// encode encodes the body and applies the faults that corrupt it. Without a body there is no text.
func (e *exchange) encode(body any) ([]byte, error) {
	wide := pretty(e.r.URL.Query())
	hits := e.faults.match(stageCorrupt, e.faultTarget())
	if hasKind(hits, NoLocation) {
		e.w.Header().Del("Location")
	}
	if body == nil {
		return nil, nil
	}
	if len(hits) == 0 {
		return encode(body, wide)
	}
	tree, err := asTree(body)
	if err != nil {
		return nil, err
	}
	for _, f := range hits {
		corrupt(tree, f)
	}
	text, err := encode(tree, wide)
	if err == nil && hasKind(hits, Truncated) {
		text = text[:len(text)/2]
	}
	return text, err
}

func hasKind(hits []Fault, kind FaultKind) bool {
	return slices.ContainsFunc(hits, func(f Fault) bool { return f.Kind == kind })
}

// asTree converts a body to maps and slices.
func asTree(body any) (any, error) {
	text, err := encode(body, false)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("corrupt response: %w", err)
	}
	return tree, nil
}

// corrupt applies one fault to every object of a response.
func corrupt(tree any, f Fault) {
	switch node := tree.(type) {
	case map[string]any:
		corruptObject(node, f)
		for _, child := range node {
			corrupt(child, f)
		}
	case []any:
		for _, child := range node {
			corrupt(child, f)
		}
	}
}

func corruptObject(o map[string]any, f Fault) {
	switch f.Kind {
	case UnknownType:
		if kind, ok := o["type"].(string); ok && isResource(kind) {
			o["type"] = kind + "-next"
		}
	case UnknownState:
		replaceText(o, "state", func(string) string { return cmp.Or(f.State, "MIGRATING") })
	case UnknownLicence:
		replaceText(o, "licenceType", func(string) string { return "WINDOWS2031" })
	case ThreePartLocation:
		replaceText(o, "location", func(old string) string { return old + "/2" })
	case NumericOffset:
		for _, field := range []string{"createdDate", "lastModifiedDate"} {
			replaceText(o, field, func(old string) string { return strings.TrimSuffix(old, "Z") + "+00:00" })
		}
	case NumericErrorCode:
		if code, ok := o["errorCode"].(string); ok {
			o["errorCode"] = json.Number(numberOr(code, "123"))
		}
	case MissingItems:
		delete(o, "items")
	case Nulls:
		nullify(o)
	default:
	}
}

func replaceText(o map[string]any, field string, change func(string) string) {
	if old, ok := o[field].(string); ok {
		o[field] = change(old)
	}
}

func numberOr(text, fallback string) string {
	if _, err := strconv.Atoi(text); err != nil {
		return fallback
	}
	return text
}

func isResource(kind string) bool {
	return slices.Contains([]string{"datacenter", "volume", "server", "snapshot", "image", "location", "label", "request"}, kind)
}

// nullify sets every optional field to null. A data center keeps its name and location, and a request its
// status.
func nullify(o map[string]any) {
	kind, _ := o["type"].(string)
	if !isResource(kind) && kind != "contract" {
		return
	}
	if props, ok := o["properties"].(map[string]any); ok {
		for field := range props {
			if kind == "datacenter" && (field == "name" || field == "location") {
				continue
			}
			props[field] = nil
		}
	}
	if meta, ok := o["metadata"].(map[string]any); ok {
		for field := range meta {
			if field != "requestStatus" {
				meta[field] = nil
			}
		}
	}
}
