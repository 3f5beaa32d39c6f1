// Products of row vectors and matrices. A matrix is row by row: element [row, column] is values[row * columns + column].

/** @typedef {{rows: number, columns: number, values: Float64Array}} Matrix */

/**
 * sum[column] += x · matrix, for a range of columns.
 * @param {Float64Array} x one number for each row
 * @param {Matrix} matrix
 * @param {Float64Array} sum
 * @param {number} [from] the first column
 * @param {number} [to] the column after the last
 */
export function addProduct(x, matrix, sum, from = 0, to = matrix.columns) {
    for (let row = 0; row < matrix.rows; row++) {
        const factor = x[row];
        const start = row * matrix.columns;
        for (let column = from; column < to; column++) {
            sum[column] += factor * matrix.values[start + column];
        }
    }
}

/**
 * sum[row] += gradient · matrixᵀ, for a range of columns.
 * @param {Float64Array} gradient one number for each column
 * @param {Matrix} matrix
 * @param {Float64Array} sum
 * @param {number} [from]
 * @param {number} [to]
 */
export function addTransposed(gradient, matrix, sum, from = 0, to = matrix.columns) {
    for (let row = 0; row < matrix.rows; row++) {
        const start = row * matrix.columns;
        let total = 0;
        for (let column = from; column < to; column++) {
            total += gradient[column] * matrix.values[start + column];
        }
        sum[row] += total;
    }
}

/**
 * sum[row, column] += x[row] · gradient[column]: the gradient of a matrix of weights.
 * @param {Float64Array} x
 * @param {Float64Array} gradient
 * @param {Matrix} sum
 * @param {number} [from]
 * @param {number} [to]
 */
export function addOuter(x, gradient, sum, from = 0, to = sum.columns) {
    for (let row = 0; row < sum.rows; row++) {
        const start = row * sum.columns;
        for (let column = from; column < to; column++) {
            sum.values[start + column] += x[row] * gradient[column];
        }
    }
}

/**
 * sum += values, element by element. Without values, nothing changes.
 * @param {Float64Array} sum
 * @param {ArrayLike<number> | null | undefined} values
 */
export function add(sum, values) {
    for (let i = 0; values && i < sum.length; i++) {
        sum[i] += values[i];
    }
}

/**
 * The Euclidean length.
 * @param {ArrayLike<number>} values
 * @returns {number}
 */
export function norm(values) {
    let total = 0;
    for (let i = 0; i < values.length; i++) {
        total += values[i] * values[i];
    }
    return Math.sqrt(total);
}
