//! Pictures of one stroke, 16 by 16.

use leptos::prelude::*;

/// A picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Home,
    Chat,
    Person,
    People,
    Spark,
    Gap,
    Window,
    Chart,
    Gear,
    Plus,
    Trash,
    Copy,
    Menu,
    Close,
    Up,
    Down,
    File,
    Upload,
    Back,
    Download,
    Sun,
    Moon,
    Leave,
    Warning,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M2.5 7.2 8 2.5l5.500 4.700v6.300h-3.800V9.800H6.300v3.700H2.500z",
            Self::Chat => "M2.500 3.500h11v7.500h-6L4.500 13.500V11h-2z",
            Self::Person => {
                "M8 8a2.600 2.600 0 1 0 0-5.200A2.600 2.600 0 0 0 8 8zM3 13.500c.6-2.400 2.500-3.600 5-3.600s4.400 1.200 5 3.600"
            }
            Self::People => {
                "M6 7.700a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600zM1.800 13c.5-2.200 2-3.300 4.200-3.300s3.700 1.100 4.200 3.300M10.500 3.300a2.200 2.200 0 0 1 0 4.200M12 9.900c1.200.5 2 1.500 2.300 3.100"
            }
            Self::Spark => "M8 2v3.500M8 10.500V14M2 8h3.500M10.500 8H14M4 4l2 2M10 10l2 2M12 4l-2 2M6 10l-2 2",
            Self::Gap => {
                "M6 6.200a2.100 2.100 0 1 1 2.800 2c-.6.2-.8.600-.8 1.300M8 12v.1M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400z"
            }
            Self::Window => "M2 3.500h12v9H2zM2 6.300h12M4.200 4.900h.1",
            Self::Chart => "M2.500 13.500h11M4.500 11V7.500M8 11V3.500M11.500 11V6",
            Self::Gear => {
                "M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 1.800v2M8 12.200v2M1.800 8h2M12.200 8h2M3.600 3.600 5 5M11 11l1.400 1.400M12.400 3.600 11 5M5 11l-1.400 1.400"
            }
            Self::Plus => "M8 3v10M3 8h10",
            Self::Trash => "M2.500 4.500h11M6 4.500V2.700h4v1.800M4 4.500l.6 9h6.800l.6-9M6.800 7v4M9.200 7v4",
            Self::Copy => "M5.500 5.500h8v8h-8zM3 10.500h-.5v-8h8V3",
            Self::Menu => "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
            Self::Close => "M3.500 3.500l9 9M12.500 3.500l-9 9",
            Self::Up => {
                "M5 7v6.500H2.500V7zM5 7l2.500-4.700c1 0 1.700.700 1.500 1.900L8.600 6.500h4c.8 0 1.200.6 1 1.300l-1.300 4.800c-.2.6-.6.900-1.200.900H5"
            }
            Self::Down => {
                "M5 9V2.500H2.500V9zM5 9l2.500 4.700c1 0 1.700-.7 1.500-1.900l-.4-2.300h4c.8 0 1.200-.6 1-1.300l-1.300-4.800c-.2-.6-.6-.9-1.200-.9H5"
            }
            Self::File => "M4 1.800h5l3.500 3.500v8.900H4zM9 1.800v3.500h3.500",
            Self::Upload => "M8 10.500V3M4.800 6 8 2.800 11.200 6M2.500 10v3.500h11V10",
            Self::Back => "M9.500 3.500 5 8l4.500 4.500",
            Self::Download => "M8 2.500V10M4.800 7 8 10.200 11.200 7M2.500 10.500v3h11v-3",
            Self::Sun => {
                "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.500v1.300M8 13.200v1.300M1.500 8h1.300M13.200 8h1.300M3.400 3.400l.9.900M11.700 11.700l.9.900M12.600 3.400l-.9.900M4.300 11.700l-.9.900"
            }
            Self::Moon => "M13.500 9.500A5.800 5.800 0 0 1 6.500 2.500a5.800 5.800 0 1 0 7 7z",
            Self::Leave => "M9.500 2.500h-6v11h6M6.500 8h7M11 5.500 13.500 8 11 10.500",
            Self::Warning => "M8 2.300 14.500 13.500h-13zM8 6.500v3.300M8 11.700v.1",
        }
    }
}

/// A picture; it is hidden from screen readers, the text beside it is what they say.
#[component]
pub(crate) fn Icon(
    /// The picture.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=shape.path()/>
        </svg>
    }
}
