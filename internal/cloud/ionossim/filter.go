package ionossim

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

const filterPrefix = "filter."

// filter selects the items with a field that contains one of the words, ignoring case.
type filter struct {
	field string
	words []string // lower case
}

// filters must all match.
type filters []filter

// parseFilters parses filter.<field>=<words> parameters, except for the named fields.
func parseFilters(q url.Values, except ...string) filters {
	var all filters
	for key, values := range q {
		field, found := strings.CutPrefix(key, filterPrefix)
		if !found || slices.Contains(except, field) {
			continue
		}
		f := filter{field: field}
		for _, value := range values {
			f.words = append(f.words, strings.Split(strings.ToLower(value), ",")...)
		}
		all = append(all, f)
	}
	return all
}

// match reports whether all filters match. A field that the item doesn't have never matches: a mistyped name
// yields an empty list.
func (all filters) match(e element) bool {
	for _, f := range all {
		text, found := fieldOf(e, f.field)
		if !found || !f.contained(strings.ToLower(text)) {
			return false
		}
	}
	return true
}

func (f filter) contained(text string) bool {
	return slices.ContainsFunc(f.words, func(word string) bool { return strings.Contains(text, word) })
}

// fieldOf returns a property or metadata field of an item by its JSON name.
func fieldOf(e element, name string) (string, bool) {
	for _, part := range []any{e.Properties, e.Metadata} {
		if text, found := structField(part, name); found {
			return text, true
		}
	}
	return "", false
}

func structField(part any, name string) (string, bool) {
	v := reflect.Indirect(reflect.ValueOf(part))
	if v.Kind() != reflect.Struct {
		return "", false
	}
	for _, field := range reflect.VisibleFields(v.Type()) {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == name {
			return fieldText(v.FieldByIndex(field.Index)), true
		}
	}
	return "", false
}

// fieldText formats a field's value as in JSON, without quotes.
func fieldText(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return ""
		}
		return fieldText(v.Elem())
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.Struct:
		return structText(v)
	default:
		return fmt.Sprint(v.Interface())
	}
}

func structText(v reflect.Value) string {
	texts := make([]string, 0, v.NumField())
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			texts = append(texts, fieldText(v.Field(i)))
		}
	}
	return strings.Join(texts, " ")
}
