//! The Python module: a door to the core, as the command line is one.

mod arrow;
mod columns;
mod linter;
mod results;

use pyo3::prelude::*;

/// Finds and fixes what is wrong with posts.
#[pymodule]
fn _copydesk(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("ConfigError", module.py().get_type::<linter::ConfigError>())?;
    module.add_class::<linter::Linter>()?;
    module.add_class::<results::Position>()?;
    module.add_class::<results::Edit>()?;
    module.add_class::<results::Fix>()?;
    module.add_class::<results::Finding>()?;
    module.add_class::<results::Fixed>()
}
