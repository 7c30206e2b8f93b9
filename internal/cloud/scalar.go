package cloud

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// setScalar sets a string, number or boolean, also from an equivalent value of another of these kinds. The
// SDK's enums are strings here.
func setScalar(to reflect.Value, from any) bool {
	text, ok := scalarText(from)
	if !ok {
		return false
	}
	switch to.Kind() {
	case reflect.String:
		to.SetString(text)
		return true
	case reflect.Bool:
		b, err := strconv.ParseBool(strings.ToLower(text))
		to.SetBool(b)
		return err == nil
	case reflect.Int, reflect.Int32, reflect.Int64:
		n, ok := wholeNumber(text)
		if !ok || to.OverflowInt(n) {
			return false
		}
		to.SetInt(n)
		return true
	case reflect.Float32, reflect.Float64:
		f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || math.IsNaN(f) || to.OverflowFloat(f) || math.IsInf(f, 0) {
			return false
		}
		to.SetFloat(f)
		return true
	default:
		return false
	}
}

func scalarText(from any) (string, bool) {
	switch v := from.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	default:
		return "", false
	}
}

// wholeNumber also parses 10.0 and 1e3.
func wholeNumber(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}
