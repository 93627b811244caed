//! A deserializer that reads structs from objects only.
//!
//! Derived code also reads a struct from an array, as a list of its fields' values. No description of ours says so, so a
//! deserializer wrapped in [`JsonTypes`] refuses it, at any depth. What stands inside an untagged or internally tagged enum
//! is read from serde's own copy and is not seen.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};

/// Reads with JSON's types.
pub(super) struct JsonTypes<T>(pub(super) T);

/// The visitor of a struct: no array.
struct Fields<V>(V);

/// The visitor of an integer, however it is written.
struct Integer<V>(V);

/// Above, a number with a decimal point no longer names one integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

macro_rules! forward {
    ($wrapper:ident: $($method:ident($($name:ident: $type:ty),*))*) => {
        $(fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* $wrapper(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for JsonTypes<D> {
    type Error = D::Error;

    forward! {
        Integer:
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128() deserialize_u8()
        deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
    }

    forward! {
        JsonTypes:
        deserialize_any() deserialize_bool() deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_option() deserialize_unit() deserialize_seq()
        deserialize_map() deserialize_identifier() deserialize_ignored_any()
        deserialize_unit_struct(name: &'static str) deserialize_newtype_struct(name: &'static str)
        deserialize_tuple(length: usize) deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, Fields(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Fields<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(JsonTypes(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<V::Value, A::Error> {
        Err(A::Error::invalid_type(Unexpected::Seq, &"an object"))
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Integer<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<V::Value, E> {
        self.0.visit_i64(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<V::Value, E> {
        self.0.visit_u64(value)
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<V::Value, E> {
        self.0.visit_i128(value)
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<V::Value, E> {
        self.0.visit_u128(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<V::Value, E> {
        if value.fract() != 0.0 || value.abs() > EXACT {
            return self.0.visit_f64(value);
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and at most 2^53")]
        let whole = value as i64;
        match u64::try_from(whole) {
            Ok(whole) => self.0.visit_u64(whole),
            Err(_) => self.0.visit_i64(whole),
        }
    }
}

macro_rules! visit {
    ($($method:ident($type:ty))*) => {
        $(fn $method<E: serde::de::Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for JsonTypes<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit! {
        visit_bool(bool) visit_i8(i8) visit_i16(i16) visit_i32(i32) visit_i64(i64) visit_i128(i128) visit_u8(u8)
        visit_u16(u16) visit_u32(u32) visit_u64(u64) visit_u128(u128) visit_f32(f32) visit_f64(f64) visit_char(char)
        visit_str(&str) visit_borrowed_str(&'de str) visit_string(String) visit_bytes(&[u8])
        visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(JsonTypes(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(JsonTypes(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(JsonTypes(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(JsonTypes(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(JsonTypes(data))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for JsonTypes<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(JsonTypes(inner))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for JsonTypes<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(JsonTypes(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for JsonTypes<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(JsonTypes(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for JsonTypes<A> {
    type Error = A::Error;
    type Variant = JsonTypes<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), A::Error> {
        let (value, variant) = self.0.variant_seed(seed)?;
        Ok((value, JsonTypes(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for JsonTypes<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(JsonTypes(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(length, JsonTypes(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, Fields(visitor))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::JsonTypes;

    #[derive(Deserialize, PartialEq, Debug)]
    struct Inner {
        a: u8,
        b: Option<u8>,
    }

    #[derive(Deserialize, PartialEq, Debug)]
    enum Choice {
        Named { a: u8 },
        Held(Inner),
    }

    #[derive(Deserialize, PartialEq, Debug)]
    struct Outer {
        one: Option<Inner>,
        #[serde(default)]
        many: Vec<Inner>,
        choice: Option<Choice>,
        pair: Option<(u8, u8)>,
        any: Option<Value>,
        whole: Option<i16>,
    }

    fn read(value: &Value) -> Result<Outer, serde_json::Error> {
        let text = value.to_string();
        Outer::deserialize(JsonTypes(&mut serde_json::Deserializer::from_str(&text)))
    }

    #[test]
    fn objects_and_true_lists_are_read() {
        let value = json!({"one": {"a": 1}, "many": [{"a": 2, "b": 3}], "choice": {"Named": {"a": 4}}, "pair": [5, 6], "any": [[7]]});
        let read = read(&value).unwrap();
        assert_eq!(read.many, [Inner { a: 2, b: Some(3) }]);
        assert_eq!(
            (read.choice, read.pair, read.any),
            (Some(Choice::Named { a: 4 }), Some((5, 6)), Some(json!([[7]])))
        );
    }

    #[test]
    fn a_whole_number_may_have_a_decimal_point() {
        for (written, expected) in
            [("-3.0", Some(-3)), ("3e2", Some(300)), ("0.0", Some(0)), ("1.5", None), ("1e9", None)]
        {
            let text = format!(r#"{{"whole": {written}}}"#);
            let read = Outer::deserialize(JsonTypes(&mut serde_json::Deserializer::from_str(&text)));
            assert_eq!(read.ok().and_then(|read| read.whole), expected, "{written}");
        }
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        for value in [
            json!([null, [], null, null, null, null]),
            json!({"one": [1, 2]}),
            json!({"many": [[1, 2]]}),
            json!({"choice": {"Named": [1]}}),
            json!({"choice": {"Held": [1, 2]}}),
        ] {
            assert!(read(&value).unwrap_err().to_string().contains("object"), "{value}");
        }
    }
}
