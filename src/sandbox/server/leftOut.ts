/** Stands in the bundle for modules that fauxqs imports and the sandbox never uses. */
function leftOut(): never {
  throw new Error('This part of fauxqs is not in the sandbox.');
}

export { leftOut as DatabaseSync, leftOut as NodeHttpHandler };
