package cloud

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	sdk "github.com/ionos-cloud/sdk-go/v6"
)

// lenient decodes JSON into an SDK model that the SDK's own decoder refuses as a whole: an unknown type, a date
// with an offset, a number in quotes (docs/ionos-api.md 9.3, 9.4). An unreadable field is left empty and recorded.
type lenient struct {
	unreadable []string // paths of fields, such as "metadata.createdDate"
}

// decodeItem decodes one object, strictly if possible. It returns the fields that were left out; ok is false
// when raw is no object.
func decodeItem[S any](raw []byte) (item S, unreadable []string, ok bool) {
	if json.Unmarshal(raw, &item) == nil {
		return item, nil, looksLikeJSON(raw)
	}
	var l lenient
	var read S
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var tree map[string]any
	if !json.Valid(raw) || dec.Decode(&tree) != nil || tree == nil {
		return read, nil, false
	}
	l.fillStruct(reflect.ValueOf(&read).Elem(), tree, "")
	return read, l.unreadable, true
}

// fill sets a value from decoded JSON and reports whether it could be read. Null is no value.
func (l *lenient) fill(to reflect.Value, from any, path string) bool {
	if from == nil {
		return true
	}
	if date, ok := to.Addr().Interface().(*sdk.IonosTime); ok {
		return l.fillDate(date, from, path)
	}
	switch to.Kind() {
	case reflect.Pointer:
		value := reflect.New(to.Type().Elem())
		if !l.fill(value.Elem(), from, path) {
			return false
		}
		to.Set(value)
		return true
	case reflect.Struct:
		object, ok := from.(map[string]any)
		if ok {
			l.fillStruct(to, object, path)
		}
		return l.note(ok, path)
	case reflect.Slice:
		return l.fillSlice(to, from, path)
	case reflect.Map:
		fillTexts(to, from)
		return true
	default:
		return l.note(setScalar(to, from), path)
	}
}

// note records an unreadable path, and returns ok.
func (l *lenient) note(ok bool, path string) bool {
	if !ok {
		l.unreadable = append(l.unreadable, path)
	}
	return ok
}

func (l *lenient) fillStruct(to reflect.Value, object map[string]any, path string) {
	for i := range to.NumField() {
		field := to.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = strings.ToLower(field.Name[:1]) + field.Name[1:]
		}
		at := strings.TrimPrefix(path+"."+name, ".")
		if field.IsExported() && !unused(at) {
			l.fill(to.Field(i), findMember(object, name), at)
		}
	}
}

// unused reports fields that Snapdeck does not use, for which there is no warning.
func unused(path string) bool {
	switch path {
	case "properties.cpuArchitecture", "properties.gpuArchitecture",
		"properties.sshKeys", "properties.imagePassword", "properties.userData":
		return true
	}
	return strings.HasPrefix(path, "entities.") && !strings.HasPrefix(path, "entities.volumes")
}

// findMember finds a member as encoding/json does: exactly, else ignoring case. The SDK's dates depend on the
// latter.
func findMember(object map[string]any, name string) any {
	if value, ok := object[name]; ok {
		return value
	}
	for key, value := range object {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return nil
}

// fillTexts takes the string members of an object of any type, such as a request's headers, and ignores the
// rest.
func fillTexts(to reflect.Value, from any) {
	object, _ := from.(map[string]any)
	texts := map[string]string{}
	for name, value := range object {
		if text, ok := value.(string); ok {
			texts[name] = text
		}
	}
	if reflect.TypeFor[map[string]string]() == to.Type() {
		to.Set(reflect.ValueOf(texts))
	}
}

func (l *lenient) fillDate(to *sdk.IonosTime, from any, path string) bool {
	text, ok := from.(string)
	if !ok {
		return l.note(false, path)
	}
	at, ok := parseDate(text)
	to.Time = at
	return l.note(ok, path)
}

func (l *lenient) fillSlice(to reflect.Value, from any, path string) bool {
	list, ok := from.([]any)
	if !ok {
		return l.note(false, path)
	}
	out := reflect.MakeSlice(to.Type(), 0, len(list))
	for i, entry := range list {
		value := reflect.New(to.Type().Elem()).Elem()
		if entry != nil && l.fill(value, entry, path+"["+strconv.Itoa(i)+"]") {
			out = reflect.Append(out, value)
		}
	}
	to.Set(out)
	return true
}
